import { beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import type { RunResult } from '../../../load/mqtt/result.ts';
import { calledAs } from '../../../slo/judge/await-error.ts';
import type { Judgement } from '../../../slo/judge/judge.ts';
import { judgeResult } from '../../../slo/judge/judge-result.ts';
import type { Judgeable } from '../../../slo/judge/judgeable.ts';
import { sloMatchers } from '../../../slo/judge/matchers.ts';
import { type SloPromise, slo } from '../../../slo/promise.ts';
import { anInvalidRun, aRun, devices, recorder } from '../a-run.ts';

beforeAll(() => expect.extend(sloMatchers));

const result = (run: RunResult, rest: Partial<Judgeable> = {}): Judgeable => ({
  run,
  observation: null,
  windowName: 'measure',
  ...rest,
});
const good = result(aRun({ groups: { devices: devices() } }));
const slow = [[163.05, 12_000]] as const;
const bad = result(
  aRun({
    groups: {
      devices: devices({
        counts: { acknowledged: 11_999 },
        latencies: { 'publish.ack': slow, 'publish.ack.service': slow },
      }),
    },
  }),
);
const promise = slo({ 'publish.ack.p99': '< 100ms', acknowledged: '= 12000', sent: '> 0' });

function failure(assertion: () => void): Error & { actual?: unknown; expected?: unknown } {
  try {
    assertion();
  } catch (error) {
    return error as Error;
  }
  throw new Error('The assertion held.');
}

describe('toMeet', () => {
  test('holds when every SLO is met', () => {
    expect(good).toMeet(promise);
    expect(failure(() => expect(good).not.toMeet(promise)).message).toMatch(/every SLO is met/);
  });

  test('reports every breach with required, measured, margin and n, and a diff', () => {
    const { message, actual, expected } = failure(() => expect(bad).toMeet(promise));
    expect(message.split('\n')).toEqual([
      '2 SLOs are not met',
      '  fail: publish.ack.p99 163 ms, required < 100 ms (n = 12,000); 63.1 % above',
      '  fail: acknowledged 11,999, required = 12000 (n = 12,000); 0.008 % off',
    ]);
    expect(actual).toEqual({ 'publish.ack.p99': '163 ms', acknowledged: '11,999' });
    expect(expected).toEqual({ 'publish.ack.p99': '< 100ms', acknowledged: '= 12000' });
    expect(bad).not.toMeet(promise);
  });

  test('reports one breach alone, without a margin where the bound is 0, and all that is invalid', () => {
    const lost = result(
      aRun({ groups: { devices: devices(), recorder: recorder({ counts: { lost: 2 } }) } }),
    );
    expect(failure(() => expect(lost).toMeet(slo({ lost: '= 0' }))).message.split('\n')).toEqual([
      '1 SLO is not met',
      '  fail: lost 2, required = 0 (n = 12,000)',
    ]);
    const unobserved = slo({ 'target.cpu': '< 80%', 'system.cpu.idle.min': '> 1%' });
    expect(failure(() => expect(good).toMeet(unobserved)).message).toMatch(
      /^invalid: target.cpu [^\n]*\n {2}system.cpu.idle.min [^\n]*$/,
    );
  });

  test.each([
    ['an invalid run', anInvalidRun('agent 4711 died at 3.2 s'), /^invalid: agent 4711 died at 3.2 s$/],
    [
      'too few samples',
      aRun({ groups: { devices: devices({ latencies: { connect: [[1, 100]] } }) } }),
      /^invalid: connect.p99 1 ms, .* got 100: judge p90$/,
    ],
  ])('fails on %s, also under .not', (_, run, message) => {
    const connecting = slo({ 'connect.p99': '< 1s' });
    expect(failure(() => expect(result(run)).toMeet(connecting)).message).toMatch(message);
    expect(failure(() => expect(result(run)).not.toMeet(connecting)).message).toMatch(message);
  });

  test('judges the window asked for', () => {
    const run = aRun({
      groups: { devices: devices({ latencies: { 'publish.ack': slow, 'publish.ack.service': slow } }) },
      windows: { calm: { fromMs: 0, toMs: 9000, groups: { devices: devices() } } },
    });
    expect(result(run)).not.toMeet(promise);
    expect(result(run, { windowName: 'calm' })).toMeet(promise);
  });

  test('tells what handles the error whether it is a breach, whatever the user wrote before it', () => {
    const verdict = (assertion: () => void) => failure(assertion) as { __vitest_error_context__?: unknown };
    const connecting = slo({ 'connect.p99': '< 1s' });
    const invalid = result(anInvalidRun('agent 4711 died'));
    expect(verdict(() => expect(invalid, 'mine').toMeet(connecting))).toMatchObject({
      message: 'mine: invalid: agent 4711 died',
      __vitest_error_context__: { meta: { verdict: 'invalid' } },
    });
    for (const breach of [
      () => expect(bad, 'invalid').toMeet(promise),
      () => expect(good).not.toMeet(promise),
    ]) {
      expect(verdict(breach)).toMatchObject({ __vitest_error_context__: { meta: { verdict: 'fail' } } });
    }
  });

  test('tells the rows of a negated promise from what was promised: they say the contrary', () => {
    const judged: boolean[] = [];
    const onJudged = (_: Judgement, promised: boolean) => void judged.push(promised);
    expect({ ...bad, onJudged }).not.toMeet(promise);
    expect({ ...good, onJudged }).toMeet(promise);
    expect(judged).toEqual([false, true]);
  });

  test('hands every judgement on, met or not', () => {
    const judged: Judgement[] = [];
    const onJudged = (judgement: Judgement) => void judged.push(judgement);
    expect({ ...good, onJudged }).toMeet(promise);
    failure(() => expect({ ...bad, onJudged }).toMeet(promise));
    expect(judged.map(({ verdict, rows }) => [verdict, rows.length])).toEqual([
      ['pass', 3],
      ['fail', 3],
    ]);
  });

  test('names the missing await of a result that is still a promise', () => {
    expect(() => expect(Promise.resolve(good)).toMeet(promise)).toThrow(
      'toMeet needs the result of a run, and got a promise of one. Write `await` before what makes it, like `load.mqtt`.',
    );
    const called = calledAs('load.http', Promise.resolve(good));
    expect(() => judgeResult(called, promise)).toThrow(
      'judge needs the result of a run, and got a promise of one. Write `await` before `load.http`.',
    );
  });

  test.each([
    ['a number', 5],
    ['nothing', undefined],
    ['a bare run', good.run],
  ])('refuses %s in place of a result', (_, value) => {
    expect(() => expect(value).toMeet(promise)).toThrow(/toMeet needs the result of a run/);
  });

  test('refuses objectives that were not checked', () => {
    expect(() => expect(good).toMeet({ lost: '= 0' } as unknown as SloPromise)).toThrow(
      /toMeet needs a promise/,
    );
  });

  test('is known to the compiler', () => {
    expectTypeOf(expect(good).toMeet).parameters.toEqualTypeOf<[SloPromise]>();
    expectTypeOf(expect(good).not.toMeet).returns.toEqualTypeOf<void>();
  });
});
