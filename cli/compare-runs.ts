/** `tidemark compare` of two arms that are run: revisions, or options of a run. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { comparedKeys, type RunArm } from '../matrix/arms/arm.ts';
import { ArmUnavailable, prepare, refuseUnknown } from '../matrix/arms/prepare.ts';
import { hasTarget, ofTheKindOf } from '../matrix/compare/fingerprints.ts';
import { type Interleaving, interleave } from '../matrix/compare/interleave.ts';
import { type ArmRuns, samplesOf } from '../matrix/compare/paired-samples.ts';
import { faultOf } from '../matrix/compare/sample.ts';
import { fewestRuns } from '../matrix/compare/sample-size.ts';
import type { AnyCell } from '../saved/cell.ts';
import type { ArmName } from '../saved/comparison.ts';
import { EXIT, type ExitCode } from '../saved/exit-codes.ts';
import { holdFolder } from '../saved/held-folder.ts';
import { removeReports } from '../saved/report-files.ts';
import type { AnyResults } from '../saved/results.ts';
import { proveFolder, stemOf } from '../saved/results-file.ts';
import { duration, plural } from '../text/format.ts';
import type { CompareRequest } from './compare-request.ts';
import { concluded, type Measured, refuseIncomparable } from './conclude-comparison.ts';
import { findFiles } from './find-files.ts';
import { onInterrupt } from './interrupt.ts';
import { requireVitest } from './required-vitest.ts';

/** Pairs after which an arm without a single valid run is given up. */
const PATIENT_PAIRS = 2;

type RunRequest = CompareRequest & { readonly arms: Readonly<Record<ArmName, RunArm>> };

/** Ctrl-C keeps and judges what was measured. Throws before anything is run: see `compare`. */
export async function compareRuns(request: RunRequest): Promise<ExitCode> {
  const { arms, options, out, terminal, build, launcher } = request;
  for (const arm of [arms.base, arms.head]) {
    const own = arm.kind === 'option' ? [`--${arm.option}`, arm.value] : [];
    request.refuse([...options, ...own], arm.kind === 'revision');
  }
  const folder = process.cwd();
  const testFiles = await findFiles(request.paths);
  await refuseUnknown({ folder, arms, files: testFiles, buildCommand: build });
  await proveFolder(out);
  requireVitest();
  using _held = await holdFolder(out);
  await removeReports(out, 'compare');
  using interrupt = onInterrupt(terminal);
  const { signal } = interrupt;
  const onNotice = (line: string) => terminal.note(line);
  const what = { folder, arms, files: testFiles, options, buildCommand: build, out, launcher };
  const preparation = { ...what, signal, onNotice };
  const files: Record<ArmName, string[]> = { base: [], head: [] };
  const firsts = new Map<string, AnyResults>();
  const ofOneKind = (arm: ArmName) => (one: AnyResults) => {
    const key = `${arm} ${one.protocol}`;
    if (!firsts.has(key) && hasTarget(one)) firsts.set(key, one);
    return request.force ? one : ofTheKindOf(firsts.get(key) ?? one, one);
  };
  try {
    await using prepared = await prepare(preparation);
    const run = async (arm: ArmName, n: number): Promise<readonly AnyResults[]> => {
      const startedAtMs = performance.now();
      const line = `${arm} ${n}: ${arms[arm].name} …`;
      terminal.progress({ lines: () => [line], line });
      const { results: saved, log } = await prepared.run(arm, n);
      const results = saved.map(ofOneKind(arm));
      const folder = join(out, arm, String(n));
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'tidemark.log'), log);
      files[arm].push(...results.map((one) => relative('', join(folder, `${stemOf(one)}.json`))));
      terminal.note(`${arm} ${n}: ${runText(results)}, ${duration(performance.now() - startedAtMs)}`);
      return results;
    };
    return await measured(request, { run, files, signal });
  } catch (error) {
    // Ctrl-C at the terminal reaches git, too: what it then says is no fault.
    if (signal.aborted) return EXIT.interrupted;
    if (!(error instanceof ArmUnavailable)) throw error;
    terminal.note(`tidemark: ${error.message}`);
    return EXIT.notJudged;
  }
}

async function measured(
  request: RunRequest,
  { run, files, signal }: Pick<Interleaving, 'run' | 'signal'> & Pick<Measured, 'files'>,
): Promise<ExitCode> {
  const { arms: named, budgetMs, seed, out, terminal } = request;
  const metrics = request.metrics.length > 0 ? request.metrics : null;
  const compared = comparedKeys(named.base, named.head);
  const judgeable = (arms: ArmRuns) =>
    samplesOf(arms, metrics).pairs.filter(({ base, head }) => base.length * head.length > 0);
  let pairs = 0;
  const startedAtMs = performance.now();
  const { arms, course } = await interleave({
    run,
    samples: judgeable,
    check: (arms) => {
      pairs++;
      if (pairs >= PATIENT_PAIRS) refuseHopeless(arms, named, out);
      if (validCells(arms.base) * validCells(arms.head) > 0) refuseIncomparable(request, arms, compared);
      if (pairs === 1) {
        const runs = fewestRuns(judgeable(arms).length);
        const leastMs = runs * (performance.now() - startedAtMs);
        terminal.note(
          `${runs} runs of each arm take about ${duration(leastMs)}; the budget is ${duration(budgetMs)}`,
        );
      }
    },
    onNeeded: ({ runs, because }) =>
      terminal.note(
        because === null
          ? `${runs} runs of each arm are enough`
          : `${because.metric} of ${because.cell} differs so much from run to run that ${runs} runs of each arm are needed`,
      ),
    seed,
    budgetMs,
    nowMs: () => performance.now(),
    signal,
  });
  const interrupted = course.ended === 'interrupted';
  if (interrupted && arms.base.length * arms.head.length === 0) {
    terminal.note(
      `Interrupted before both arms had run; what was measured is kept in ${relative('', out) || '.'}.`,
    );
    return EXIT.interrupted;
  }
  return concluded(request, named, {
    arms,
    files,
    // It tells how much things change from day to day; runs in turn share the day.
    histories: [],
    course,
    interrupted,
  });
}

const cellsOf = (runs: readonly AnyResults[]): readonly AnyCell[] =>
  runs.flatMap(({ cells }): readonly AnyCell[] => cells);

const validCells = (runs: readonly AnyResults[]): number =>
  cellsOf(runs).filter((cell) => faultOf(cell) === null).length;

function runText(runs: readonly AnyResults[]): string {
  const cells = cellsOf(runs);
  const valid = validCells(runs);
  return valid === cells.length
    ? plural(cells.length, 'cell')
    : `${valid} of ${plural(cells.length, 'cell')} valid`;
}

/** Throws ArmUnavailable: more of the same would measure nothing. */
function refuseHopeless(arms: ArmRuns, named: Readonly<Record<ArmName, RunArm>>, out: string): void {
  for (const arm of ['base', 'head'] as const) {
    if (validCells(arms[arm]) > 0) continue;
    const reasons = new Set(cellsOf(arms[arm]).flatMap((cell) => faultOf(cell) ?? []));
    throw new ArmUnavailable(
      `no run of ${arm} (${named[arm].name}) could be judged; at least one valid cell is required. ${[...reasons].slice(0, 3).join(' ')} What it printed is in ${join(out, arm, '1', 'tidemark.log')}.`,
    );
  }
}
