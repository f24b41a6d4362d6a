/** How many pages a second the LAMPI site makes for connections that do not wait. */
import { expect, slo, sweep } from 'tidemark';
import { sizes } from '../profile.ts';
import { accounts, configurations, login, siteOptions, tasks } from './lampi.ts';

const { pages, connections, ...phases } = sizes.pageFloor;

const promise = slo({ 'http.failed': '= 0', 'http.rate': '>= 20/s', 'http.p50': '< 1s' });

sweep(
  'page floor (closed loop, autocannon)',
  { page: pages, configuration: configurations },
  async ({ page }, { site, load }) => {
    const result = await load.pages({
      target: site,
      path: tasks[page].get,
      expect: tasks[page].expect,
      connections,
      account: accounts[233]!,
      login,
      ...phases,
    });
    expect(result).toMeet(promise);
  },
  { siteOptions: ({ configuration }) => siteOptions(configuration) },
);
