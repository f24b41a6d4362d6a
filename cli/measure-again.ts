/** Measures a sample of a submission's cells again, with the test files of the working folder. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Found } from '../grading/matching-cells.ts';
import { type Again, compared, drawn, nameOf, patternFor } from '../grading/second-measurement.ts';
import { runArm } from '../matrix/arms/run-arm.ts';
import type { AnyCell } from '../saved/cell.ts';
import { TEST_FILE } from './find-files.ts';
import { isWithin } from './grade-place.ts';
import { rerunOptions } from './rerun-options.ts';
import type { Terminal } from './terminal.ts';

interface Request {
  readonly rerun: number;
  /** What was handed in: nothing below is run. */
  readonly results: string;
  readonly signal: AbortSignal;
  readonly launcher: string;
  readonly terminal: Terminal;
}

/** One line each. What cannot be measured here says why. Throws the signal's reason. */
export async function measureAgain(
  cells: readonly Found[],
  { rerun, terminal, ...how }: Request,
): Promise<Again[]> {
  const lines: Again[] = [];
  if (rerun > 0 && cells.length === 0) terminal.note('nothing is measured again: no cell earned points');
  for (const found of drawn(cells, rerun)) {
    terminal.note(`measuring again: ${nameOf(found.cell)}`);
    const again = await measure(found, how).catch((error: Error): Again => {
      how.signal.throwIfAborted();
      // A title may be longer than a command line can be, or no text for one.
      return { cell: nameOf(found.cell), outcome: 'not measured', text: error.message };
    });
    terminal.note(`  ${again.outcome}: ${again.text}`);
    lines.push(again);
  }
  return lines;
}

async function measure(
  found: Found,
  { results, signal, launcher }: Pick<Request, 'results' | 'signal' | 'launcher'>,
): Promise<Again> {
  const { cell, saved } = found;
  const not = (text: string): Again => ({ cell: nameOf(cell), outcome: 'not measured', text });
  const options = rerunOptions(saved.results);
  if ('refused' in options) return not(options.refused);
  const file = await realpath(resolve(cell.suite)).catch(() => null);
  if (file === null || !(await isWithin(file, '.'))) {
    return not(`there is no ${cell.suite} below ${process.cwd()}`);
  }
  if (!TEST_FILE.test(cell.suite) || !TEST_FILE.test(file)) return not(`${cell.suite} is no test file`);
  if (await isWithin(file, results)) {
    return not(
      `${cell.suite} lies in ${results}, and no code that was handed in is run; put a test file of your own elsewhere`,
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-again-'));
  try {
    const run = await runArm({
      folder: process.cwd(),
      files: [file],
      suitesFrom: process.cwd(),
      options: [...options, '-t', patternFor(cell)],
      out: join(folder, 'results'),
      launcher,
      signal,
    });
    const second = run.results
      .flatMap(({ cells, fingerprint }) =>
        (cells as readonly AnyCell[]).map((one) => ({ cell: one, fingerprint })),
      )
      .find(({ cell: one }) => one.suite === cell.suite && nameOf(one) === nameOf(cell));
    if (!second)
      return not(`\`tidemark run\` ended with ${run.exitCode}: ${run.log.trim().split('\n').at(-1) ?? ''}`);
    return compared(found, second);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
