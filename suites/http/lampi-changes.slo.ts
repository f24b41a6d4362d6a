/** What each change of the LAMPI site's configuration gives by itself, beside a site without it: pages, log-ins. */
import { expect, slo, sweep } from 'tidemark';
import { LAMPI_CHANGES } from 'tidemark/lampi';
import { sizes } from '../profile.ts';
import { accounts, configurations, login, siteOptions, tasks } from './lampi.ts';

const { all, rounds, users, connections, ...phases } = sizes.changes;

const served = slo({ 'login.failed': '= 0', 'http.failed': '= 0' });

sweep(
  'one change at a time',
  { change: all ? ['nominal', ...Object.keys(LAMPI_CHANGES), 'tuned'] : configurations },
  async (_cell, { site, startSite, load }) => {
    // In turn with a site without the change: what else happens on the machine meets both.
    const nominal = await startSite(siteOptions('nominal'));
    const targets = { without: nominal, with: site } as const;
    for (let round = 0; round < rounds; round++)
      for (const change of ['without', 'with'] as const) {
        const pages = await load.pages({
          target: targets[change],
          change,
          path: tasks.devices.get,
          expect: tasks.devices.expect,
          connections,
          account: accounts[233]!,
          login,
          ...phases,
        });
        expect.soft(pages).toMeet(served);
      }
    // All come at once: the last of n is in after n / rate, which is `login.max`.
    const newcomers = { target: site, users, accounts, login, tasks, wait: '500ms', measure: '1s' } as const;
    expect.soft(await load.http(newcomers)).toMeet(served);
  },
  { siteOptions: ({ change }) => siteOptions(change) },
);
