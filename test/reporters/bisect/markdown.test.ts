import { describe, expect, test } from 'vitest';
import { bisectLines, bisectMarkdown } from '../../../reporters/bisect/markdown.ts';
import type { BisectResult, BisectVerdict, MeasuredCommit } from '../../../saved/bisect.ts';
import { sampleResults } from '../sample-results.ts';

const commit = (digit: string, verdict: BisectVerdict, samples: readonly number[]): MeasuredCommit => ({
  commit: digit.repeat(40),
  subject: `commit *${digit}*`,
  verdict,
  reason: verdict === 'skip' ? "'npm ci' ended with 1:\nno | such" : null,
  samples,
  invalid: [],
});

const found: BisectResult = {
  version: 1,
  tidemark: '0.1.0',
  startedAt: '2026-03-01T12:00:00.000Z',
  finishedAt: '2026-03-01T12:04:30.000Z',
  command: 'npx tidemark bisect --good 1 --bad 4',
  environment: sampleResults().fingerprint.environment,
  followed: {
    metric: 'delivery.p99',
    unit: 'ms',
    better: 'lower',
    cell: { suite: 'perf/a.slo.ts', title: 'devices', parameters: { clients: 500 }, planHash: 'x' },
    target: { kind: 'native', quota: null },
  },
  threshold: 6,
  suspects: 9,
  commits: [
    commit('1', 'good', [2, 3, 4]),
    commit('2', 'good', [3, 4]),
    commit('3', 'skip', []),
    commit('4', 'bad', [7, 8, 9, 10]),
    commit('5', 'bad', [9, 9, 9]),
  ],
  outcome: { kind: 'found', first: { commit: '4'.repeat(40), subject: 'commit *4*' } },
  log: '# bad: [5555]\n```',
};
const lost: BisectResult = {
  ...found,
  outcome: { kind: 'only skipped', candidates: [commit('3', 'skip', []), commit('4', 'bad', [])] },
};

describe('what is printed', () => {
  test('of one that was found is the commit, what it changed, and how many were looked at', () => {
    expect(bisectLines(found)).toEqual([
      'First bad commit: 4444444 commit *4*',
      'delivery.p99 3.50 ms before it, 8.50 ms with it (+142.9 %)',
      '9 commits suspected, 4 tested, 1 of them skipped',
    ]);
  });

  test('of one that was not is every commit that may be it', () => {
    expect(bisectLines(lost)).toEqual([
      'The first bad commit is one of these; the others among them could not be measured:',
      '  3333333 commit *3*',
      '  4444444 commit *4*',
      '9 commits suspected, 4 tested, 1 of them skipped',
    ]);
  });
});

describe('the report', () => {
  const report = bisectMarkdown(found);

  test('begins with the commit and what it changed', () => {
    expect(report.split('\n\n').slice(0, 2)).toEqual([
      '# Bisect of delivery.p99',
      '**`4444444` commit \\*4\\*** is the first bad commit. delivery.p99 3.50 ms before it, 8.50 ms with it (+142.9 %). 9 commits suspected, 4 tested, 1 of them skipped.',
    ]);
  });

  test('has a row a commit in the order of history, with median, spread and number of runs', () => {
    const rows = report.split('\n').filter((line) => line.startsWith('| `'));
    expect(
      rows.map((row) =>
        row
          .split('|')
          .map((cell) => cell.trim())
          .slice(1, -1),
      ),
    ).toEqual([
      ['`1111111`', 'commit \\*1\\*', 'good', '3 ms', '1 ms', '3', '0'],
      ['`2222222`', 'commit \\*2\\*', 'good', '3.50 ms', '0.500 ms', '2', '0'],
      ['`3333333`', 'commit \\*3\\*', 'skip', '–', '–', '0', '0'],
      ['`4444444`', 'commit \\*4\\*', '**first bad**', '8.50 ms', '1.50 ms', '4', '0'],
      ['`5555555`', 'commit \\*5\\*', 'bad', '9 ms', '0 ms', '3', '0'],
    ]);
  });

  test('says why a commit was skipped, as it was said', () => {
    expect(report).toContain("\n`3333333` was skipped:\n\n```\n'npm ci' ended with 1:\nno | such\n```\n");
  });

  test('says where the threshold comes from', () => {
    expect(report).toContain(
      '6 ms: the middle of the medians of the good end, 3 ms, and of the bad one, 9 ms.',
    );
  });

  test('has the log of git bisect in a fence that it cannot end', () => {
    expect(report).toContain('````\n# bad: [5555]\n```\n````');
  });

  test('of one that was not found lists the candidates first', () => {
    expect(bisectMarkdown(lost)).toContain(
      'could not be measured:\n\n- `3333333` commit \\*3\\*\n- `4444444` commit \\*4\\*\n\n9 commits suspected',
    );
  });
});

test('what took any certificate says so at the top', () => {
  const unchecked =
    'Certificates were not checked (verify: false) in ‘devices’: any server could have answered.';
  expect(bisectMarkdown({ ...found, unchecked })).toMatch(
    /^# Bisect of .*\n\n\*\*Certificates were not checked \(verify: false\)/,
  );
});
