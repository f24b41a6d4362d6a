/** `--resume`: goes on with a run that was cut off, where what it measured can stand beside what will be measured. */
import { stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import process from 'node:process';
import type { Settings } from '../fixtures/settings.ts';
import type { Problem } from '../reporters/vitest/problem.ts';
import type { CellIdentity } from '../saved/cell-identity.ts';
import { type CutOffRun, cutOffRun, isComplete } from '../saved/cut-off-run.ts';
import { differences } from '../saved/differences.ts';
import { collectFingerprint } from '../saved/fingerprint.ts';
import { contentStanding } from '../saved/integrity.ts';
import { readResultsFile } from '../saved/read-results.ts';
import type { AnyResults } from '../saved/results.ts';
import { ResultsError } from '../saved/results-error.ts';
import { stemOf } from '../saved/results-file.ts';
import { PROTOCOLS } from '../saved/runs.ts';
import { version } from '../saved/version.ts';
import { plural } from '../text/format.ts';
import { UsageError } from './arguments.ts';
import { DECLARED, nameOf } from './run-options.ts';
import { readCommand } from './written-command.ts';

export const RESUME = '--resume';

const WITHOUT = `Run without ${RESUME} to measure everything again.`;

/**
 * The results in the folder, all kinds of load; none: there are none. `command`: that of this run.
 * @throws ResultsError that names what differs from this run, UsageError
 */
export async function earlierResults(
  { out, outputs }: Pick<Settings, 'out' | 'outputs'>,
  command: string,
): Promise<readonly AnyResults[]> {
  if (!outputs.includes('json'))
    throw new UsageError(`${RESUME} needs the results file: name json in --output, or leave --output out.`);
  const found: AnyResults[] = [];
  for (const protocol of PROTOCOLS) {
    const path = join(out, `${stemOf({ protocol })}.json`);
    const file = relative('', path);
    await refuseForeign(path, file);
    const results = await readResultsFile(path, { file }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      if (error instanceof ResultsError) throw error;
      throw new ResultsError(`${RESUME}: ${path} cannot be read: ${error.message}. ${WITHOUT}`);
    });
    if (results === null) continue;
    if (contentStanding(results) === 'changed')
      throw new ResultsError(`${RESUME}: ${file} was changed after it was written. ${WITHOUT}`);
    await refuseOther(results, file, command);
    found.push(results);
  }
  return found;
}

/** A verdict is taken over from it: it has to be of who runs, or of root. */
async function refuseForeign(path: string, file: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  const own = process.getuid?.();
  if (found === null || own === undefined || found.uid === own || found.uid === 0) return;
  throw new ResultsError(
    `${RESUME}: ${file} belongs to another user (${found.uid}); results of your own are required. Make it yours with chown where you trust it. ${WITHOUT}`,
  );
}

async function refuseOther(results: AnyResults, file: string, command: string): Promise<void> {
  const { environment, subject } = await collectFingerprint(process.cwd());
  const { targetKind: _k, quota: _q, ...machine } = environment;
  const differing = [
    differences<object>(results.fingerprint.environment, machine),
    differences<object>({ commit: results.fingerprint.subject.commit }, { commit: subject.commit }),
    differences({ tidemark: results.tidemark }, { tidemark: version }),
    otherOptions(results.command, command),
  ].filter(Boolean);
  if (differing.length === 0) return;
  throw new ResultsError(
    `${RESUME}: ${file} cannot be gone on with: ${differing.join('; ')}. Required: the same command, commit, tidemark and machine, since the results are those of one run. Go back to those, or run without ${RESUME} to measure everything again.`,
  );
}

/** Values of axes, test files and patterns choose tests, and a test that was measured is known by its name. */
function otherOptions(before: string, now: string): string {
  const of = (command: string) => {
    const { start, options } = readCommand(command);
    const measuring = options.flatMap(({ name, values }) => {
      const declared = DECLARED.find((one) => nameOf(one) === name);
      return declared && declared.again !== 'left out' ? [[name, values.join(' ') || 'given'] as const] : [];
    });
    return { command: start.slice(1).join(' '), ...Object.fromEntries(measuring) };
  };
  const [there, here] = [of(before), of(now)];
  const none = Object.fromEntries(Object.keys({ ...there, ...here }).map((key) => [key, null]));
  return differences<object>({ ...none, ...there }, { ...none, ...here });
}

/** What this run goes on with, and a line that says so; null: nothing; a problem: nothing is missing. */
export function goingOn(
  earlier: readonly AnyResults[],
  tests: readonly CellIdentity[],
  out: string,
): { readonly cutOff: CutOffRun | null; readonly line: string } | Problem {
  const folder = relative('', out) || '.';
  const cutOff = cutOffRun(earlier, tests);
  const kept = [...cutOff.kept.values()].map(({ cell }) => cell);
  const complete = kept.filter(isComplete);
  if (kept.length === 0)
    return { cutOff: null, line: `Nothing to resume in ${folder}: all tests are measured from the start.` };
  const finished = earlier.every(({ finishedAt, interrupted }) => finishedAt !== null && !interrupted);
  if (finished && complete.length === tests.length) {
    const message = `The run in ${folder} is finished, and nothing is missing. Read its report, or run without ${RESUME} to measure everything again.`;
    return { kind: 'usage', where: RESUME, message, stack: null };
  }
  const searches = kept.filter((cell) => !isComplete(cell));
  const trials = searches.reduce((sum, { capacity }) => sum + (capacity?.trials.length ?? 0), 0);
  const goOn =
    searches.length === 0 ? '' : `, and ${plural(searches.length, 'search')} from ${plural(trials, 'trial')}`;
  return {
    cutOff,
    line: `Going on with the run of ${cutOff.startedAt} in ${folder}: ${complete.length} of ${plural(tests.length, 'test')} kept${goOn}. Each target is started, to see that it is the same.`,
  };
}
