/** The LAMPI site as the suites use it: its users, what they do, and which sites are put under load. */
import { settings } from 'tidemark';
import { LAMPI_ACCOUNTS, lampiAccount } from 'tidemark/lampi';
import { sizes } from '../profile.ts';

export const accounts = Array.from({ length: LAMPI_ACCOUNTS }, (_, ordinal) => ({
  ...lampiAccount(ordinal),
}));

/** A user at the closed door tries again. */
export const login = { page: '/accounts/login/', attempts: 6 } as const;

/** Pages and weights are the assignment's; the right page holds what it is there for. */
export const tasks = {
  home: { get: '/', weight: 100, expect: { contains: 'Welcome, user_' } },
  devices: { get: '/lampi', weight: 80, expect: { contains: 'href="/lampi/device/1e' } },
  device: { get: '/lampi/device/{deviceId}', weight: 75, expect: { contains: 'data-device-id="1e' } },
} as const;

const { site, siteConfiguration, cpus } = settings();

/** Somebody else's site is as it is: no configuration, no quota. */
const ownSite = site === null || site === 'auto' || site === 'container';

/** `--cpus` goes before what the profile says. */
const quota = ownSite && cpus === null && sizes.site.cpus !== null && { quota: { cpus: sizes.site.cpus } };

/** So does `--site-config`. */
export const configurations: readonly string[] = !ownSite
  ? ['as it is']
  : siteConfiguration === null
    ? sizes.site.configurations
    : [siteConfiguration];

/** For a site of ours in this configuration; these suites are LAMPI's, so it need not be named. */
export const siteOptions = (configuration: string) =>
  ownSite ? { choice: site ?? 'auto', configuration, ...quota } : {};
