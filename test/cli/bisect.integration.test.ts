import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { median } from '../../statistics/quartiles.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { BY_P50, type Change, MadeUp } from './bisect-repository.ts';

test('the seventh of twelve commits adds 5 ms a message: it is named, two that do not build are skipped', async () => {
  const changes: Change[] = Array.from({ length: 11 }, () => 'nothing');
  changes[7 - 2] = { delayMs: '7' };
  changes[5 - 2] = 'broken';
  changes[8 - 2] = 'broken';
  const repository = new MadeUp('broker', '2', changes);
  const before = repository.state();
  const { code, stdout, stderr } = await repository.bisect('--bad', 'main~2', '--metric', 'delivery.min');
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain(`First bad commit: ${repository.hash(7).slice(0, 7)} commit 7\n`);
  expect(stdout).toMatch(/delivery\.min [\d.]+ ms before it, [\d.]+ ms with it \(\+/);
  // Which of its neighbours git tries for one that is skipped hangs on their hashes.
  expect(stdout).toMatch(/9 commits suspected, [4-7] tested, 2 of them skipped/);

  const result = repository.bisected();
  expect(result.outcome).toEqual({
    kind: 'found',
    first: { commit: repository.hash(7), subject: 'commit 7' },
  });
  const said = repository.verdicts();
  expect(said).toMatchObject({
    'commit 5': 'skip',
    'commit 6': 'good',
    'commit 7': 'bad',
    'commit 8': 'skip',
  });
  const expected = (subject: string): string =>
    Number(subject.slice('commit '.length)) < 7 ? 'good' : 'bad';
  for (const [subject, verdict] of Object.entries(said))
    expect(['skip', expected(subject)], subject).toContain(verdict);
  expect(result.followed).toMatchObject({
    metric: 'delivery.min',
    unit: 'ms',
    cell: { suite: 'perf/load.slo.ts', title: 'devices report' },
  });
  const report = repository.read('results/bisect.md');
  expect(report).toMatch(/\| `\w{7}` \| commit 7 +\| \*\*first bad\*\* \| +[\d.]+ ms \|/);
  expect(report).toMatch(/`\w{7}` was skipped:\n\n```\n'.*program\.js' ended with 1:[^`]*SyntaxError/);
  expect(report).toContain(`# first bad commit: [${repository.hash(7)}] commit 7`);
  expect(repository.state()).toEqual(before);
});

test('a commit that more than doubles p99 and leaves p50 as it was is found', async () => {
  const slower = { delayMs: 'Math.random() < 0.02 ? 400 : 5' };
  const repository = new MadeUp('broker', '5', ['nothing', slower]);
  const { code, stdout, stderr } = await repository.bisect('--metric', 'publish.ack.p99');
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain('commit 3\n');
  const value = (commit: string, run: number, metric: string): number => {
    const name = `results/bisect-runs/${commit.slice(0, 12)}/${run}/mqtt-results.json`;
    return JSON.parse(repository.read(name)).cells[0].metrics[metric].value;
  };
  const of = (number: number, metric: string): number =>
    median([1, 2, 3].map((run) => value(repository.hash(number), run, metric)));
  expect(of(3, 'publish.ack.p50') / of(1, 'publish.ack.p50')).toBeLessThan(1.5);
  expect(of(3, 'publish.ack.p99') / of(1, 'publish.ack.p99')).toBeGreaterThan(2);
});

test('a site that takes longer is found by its response time', async () => {
  const repository = new MadeUp('site', '5', ['nothing', { delayMs: '200' }]);
  const { code, stdout, stderr } = await repository.bisect('--metric', 'http.p50');
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain('commit 3\n');
  expect(repository.verdicts()).toEqual({
    'commit 1': 'good',
    'commit 2': 'good',
    'commit 3': 'bad',
  });
});

test('when only commits that do not build are left, they are named and the exit code is 125', async () => {
  const repository = new MadeUp('broker', '2', ['broken', { delayMs: '200' }]);
  const { code, stdout, stderr } = await repository.bisect(...BY_P50);
  expect(code, stdout + stderr).toBe(125);
  expect(stdout).toMatch(/^The first bad commit is one of these; .*\n( {2}\w{7} commit [23]\n){2}/);
  expect(repository.bisected().outcome).toMatchObject({ kind: 'only skipped', candidates: [{}, {}] });
  const report = repository.read('results/bisect.md');
  expect(report).toMatch(/\*\*not found\*\*.*\n\n(- `\w{7}` commit [23]\n){2}/);
});

/** An expression: how many runs were made so far, of all commits that have it, the one under way included. */
function runsMade(): string {
  const file = join(temporaryFolder('runs-'), 'made');
  const count = `(fs => (fs.appendFileSync('${file}', '.'), fs.statSync('${file}').size))(process.getBuiltinModule('node:fs'))`;
  return `(globalThis.made ??= ${count})`;
}

describe('a machine that grows slower while commits are measured', () => {
  /** The fourth of five commits; a fixed threshold would name an earlier one, measured on the slow machine. */
  const drifting = (runs: number): MadeUp => {
    const made = runsMade();
    const of = (ms: number): string => `${ms} * (${made} > ${runs} ? 3 : 1)`;
    const changes: Change[] = Array.from({ length: 4 }, () => 'nothing');
    changes[4 - 2] = { delayMs: of(9) };
    return new MadeUp('broker', of(5), changes);
  };

  test('is noticed: both ends are measured again, and the right commit is named', async () => {
    const repository = drifting(8);
    const { code, stdout, stderr } = await repository.bisect(...BY_P50);
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toContain('commit 4\n');
    expect(stdout).toMatch(/both ends were measured again once/);
    const { calibrations, confirmation, threshold } = repository.bisected();
    expect(calibrations).toHaveLength(1);
    expect(calibrations?.[0]?.threshold).toBeGreaterThan(2 * threshold);
    expect(confirmation?.first).toHaveLength(6);
    const report = repository.read('results/bisect.md');
    expect(report).toMatch(/The machine drifted: [\s\S]*- good end 1\d.* ms, bad end 2\d.* ms: threshold/);
    expect(report).toMatch(/## Confirmation\n\n.*\n\n- parent `\w{7}` commit 3: 1\d.* ms,/);
    expect(repository.state().at(-1)).not.toContain('checkout');
  });
});

test('a commit that only seems worse is not confirmed: it is named as such, and the exit code is 125', async () => {
  // Slow for as long as it is judged by git; as fast as its parent when both are run in turn.
  const seeming = { delayMs: `${runsMade()} > 2 ? 2 : 20` };
  const repository = new MadeUp('broker', '2', ['nothing', seeming, { delayMs: '20' }, 'nothing']);
  const { code, stdout, stderr } = await repository.bisect(...BY_P50);
  expect(code, stdout + stderr).toBe(125);
  expect(stdout).toMatch(
    /^Not confirmed: .* before \w{7} commit 3 and bad from it on, .*not clearly worse\n/,
  );
  expect(repository.bisected().outcome).toMatchObject({
    kind: 'not confirmed',
    candidate: { subject: 'commit 3' },
    why: expect.stringMatching(/parent 3.* ms, commit 3.* ms/),
  });
  expect(repository.read('results/bisect.md')).toMatch(
    /\*\*not found\*\*[\s\S]*several commits have a part in/,
  );
});
