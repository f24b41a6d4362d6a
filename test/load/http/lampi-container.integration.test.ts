/** Trouble with the real site: Django behind uWSGI and NGINX. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Account } from '../../../load/http/plan.ts';
import type { HttpPlanInput } from '../../../load/http/plan-input.ts';
import type { HttpResults } from '../../../saved/results.ts';
import { judge } from '../../../slo/judge/judge.ts';
import { slo } from '../../../slo/promise.ts';
import { account } from '../../../targets/site/lampi/accounts.ts';
import type { Site } from '../../../targets/site/site.ts';
import { startSite } from '../../../targets/site/start.ts';
import { Folder } from '../../cli/command.ts';
import { docker, titled } from '../../parts-here.ts';
import { measured, task } from './measure.ts';

const short = {
  users: 2,
  login: { page: '/accounts/login/' },
  tasks: { home: { get: '/', expect: { contains: 'Welcome, user_' } } },
  wait: '100ms',
  measure: '3s',
  drain: '2s',
} as const satisfies HttpPlanInput;

const REFUSED = 'log-in refused: the form came back instead of a redirect';
const promise = slo({ 'login.failed': '= 0', 'http.failed': '= 0' });

describe.skipIf(!docker)(
  titled('the LAMPI container', docker, 'no Docker engine answers'),
  { concurrent: true },
  () => {
    let site: Site;
    beforeAll(async () => {
      site = await startSite({ choice: 'container' });
    });
    afterAll(() => site?.stop());

    test('lets nobody in with a wrong password: each user is counted, the cause is named', async () => {
      const accounts = [0, 1].map((ordinal): Account => ({ ...account(ordinal), password: 'wrong' }));
      const result = await measured(site, { ...short, accounts });
      expect(result.login).toMatchObject({ attempted: 2, succeeded: 0, failedBy: { [REFUSED]: 2 } });
      expect(task(result).begun).toBe(0);
      const { verdict, reasons } = judge(result, promise);
      expect(verdict).toBe('fail');
      expect(reasons.join()).toContain(`2 users could not log in (${REFUSED}: 2)`);
    });

    test('knows 10,000 users: the last of them gets in, the 10,001st does not', async () => {
      const stranger = { username: 'user_010000', password: '000010_resu', deviceId: '1e0000002710' };
      const result = await measured(site, { ...short, accounts: [{ ...account(9999) }, stranger] });
      expect(result.login).toMatchObject({ attempted: 2, succeeded: 1, failedBy: { [REFUSED]: 1 } });
      expect(task(result)).toMatchObject({ failed: 0 });
      expect(task(result).succeeded).toBeGreaterThan(0);
      expect(judge(result, promise)).toMatchObject({
        verdict: 'fail',
        reasons: [expect.stringContaining('login.failed 1, required = 0')],
      });
    });

    test("shows a user the own device, and for another user's answers 404", async () => {
      const accounts = [3, 4].map((ordinal) => ({
        ...account(ordinal),
        other: account(ordinal + 2).deviceId,
      }));
      const tasks = {
        own: { get: '/lampi/device/{deviceId}', expect: { contains: 'data-device-id="1e' } },
        other: { get: '/lampi/device/{other}' },
        missing: { get: '/lampi/device/{other}', expect: { status: 404 } },
      } as const;
      const result = await measured(site, { ...short, accounts, tasks });
      expect(task(result, 'own').failedBy).toEqual({});
      expect(task(result, 'own').succeeded).toBeGreaterThan(0);
      expect(task(result, 'missing').failedBy).toEqual({});
      expect(task(result, 'other').succeeded).toBe(0);
      expect(Object.keys(task(result, 'other').failedBy)).toEqual(['status 404']);
    });

    test('killed under load has failed: the results say that it was down, and the exit code is 1', async () => {
      const folder = new Folder({
        'killed.slo.ts': `
import { expect, slo, test } from 'tidemark';
import { lampiAccount } from 'tidemark/lampi';
test('killed', async ({ site, load }) => {
  const crowd = await load.users({
    target: site, accounts: [0, 1, 2].map((ordinal) => ({ ...lampiAccount(ordinal) })), login: { page: '/accounts/login/' },
    tasks: { home: { get: '/' } }, wait: '50ms', drain: '300ms',
  });
  await crowd.hold(3, { measure: '300ms' });
  setTimeout(() => process.kill(site.pid, 'SIGKILL'), 1500);
  // Docker may take 2 s to take the port away; until then its proxy accepts, and drops.
  expect(await crowd.hold(3, { measure: '6s' })).toMeet(slo({ 'http.p50': '< 1s' }));
});
`,
      });
      const { code, stdout, stderr } = await folder.run('run', '--site', 'container');
      expect(code, stdout + stderr).toBe(1);
      const { cells }: HttpResults = JSON.parse(folder.read('results/http-results.json'));
      expect(cells[0]?.verdict).toBe('fail');
      expect(cells[0]?.reasons.join()).toContain('the target was down after the run: connection refused');
      const [before, result] = cells[0]?.runs.map((run) => run.result) ?? [];
      expect(before).toMatchObject({ status: 'measured', targetDown: null, login: { succeeded: 3 } });
      expect(result).toMatchObject({ status: 'measured', targetDown: 'connection refused' });
      const home = result?.status === 'measured' ? result.windows.measure?.tasks.home : null;
      expect(home?.succeeded).toBeGreaterThan(5);
      expect(Object.keys(home?.failedBy ?? {})).toContain('connection refused');
      expect(stdout).toMatch(/the target was down after the run: connection refused/);
      expect(folder.read('results/http-results.md')).toContain('The target itself failed in 1 load');
    });
  },
);
