/** What each change of the LAMPI site's configuration gives by itself: pages and log-ins a second. */
import { expect, LAMPI_CHANGES, slo, sweep } from 'tidemark';
import { sizes } from '../profile.ts';
import { accounts, configurations, login, siteOptions, tasks } from './lampi.ts';

const { all, users, connections, ...phases } = sizes.changes;

const served = slo({ 'login.failed': '= 0', 'http.failed': '= 0' });

sweep(
  'one change at a time',
  { change: all ? ['nominal', ...Object.keys(LAMPI_CHANGES), 'tuned'] : configurations },
  async (_cell, { site, load }) => {
    const pages = await load.pages({
      target: site,
      path: tasks.devices.get,
      expect: tasks.devices.expect,
      connections,
      account: accounts[233]!,
      login,
      ...phases,
    });
    expect.soft(pages).toMeet(served);
    // All come at once: the last of n is in after n / rate, which is `login.max`.
    const newcomers = { target: site, users, accounts, login, tasks, wait: '500ms', measure: '1s' } as const;
    expect.soft(await load.http(newcomers)).toMeet(served);
  },
  { siteOptions: ({ change }) => siteOptions(change) },
);
