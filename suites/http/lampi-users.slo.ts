/** How many users the LAMPI site serves in time: each logs in, then looks at a page every few seconds. */
import { type Crowd, capacity, describe, expect, judge, slo, test } from 'tidemark';
import { sizes } from '../profile.ts';
import { accounts, configurations, login, siteOptions, tasks } from './lampi.ts';

const { from, to, width, floor, wait, ...phases } = sizes.users;

/**
 * Every user logs in, every page comes and is the right one, and hardly anybody waits noticeably. The assignment counts users who
 * look at pages: those who come to a larger load log in before it is measured, more at once than in a site's day. How long
 * that took does not decide the answer; where it took long, the answer says so.
 */
const promise = slo({
  'login.failed': '= 0',
  'http.failed': '= 0',
  'http.p95': '< 1s',
  warn: { 'login.p50': '< 10s' },
});

for (const configuration of configurations)
  describe(configuration, () => {
    test.override('siteOptions', siteOptions(configuration));

    let crowd: Crowd | undefined;
    capacity(
      'LAMPI users',
      { from, to, width },
      async (users, { site, load }) => {
        // They stay from trial to trial: a larger one adds users to those who are there. A log-in may queue for long.
        crowd ??= await load.users({
          target: site,
          accounts,
          login,
          tasks,
          spawn: '10/s',
          wait,
          timeout: '30s',
        });
        return judge(await crowd.hold(users, phases), promise);
      },
      (answer) => expect(answer).toBeAtLeast(floor),
    );
  });
