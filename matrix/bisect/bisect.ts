/** Finds the commit that made a metric worse: both ends first, then what git chooses between them. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BisectResult } from '../../saved/bisect.ts';
import { removeReports } from '../../saved/report-files.ts';
import { version } from '../../saved/version.ts';
import { BISECT_VERSION } from '../../saved/versions.ts';
import { newTargetFolder } from '../../targets/owner-folder.ts';
import { plural } from '../../text/format.ts';
import { formatQuantity } from '../../text/quantity.ts';
import { redact, redactText } from '../../text/redact.ts';
import { checkOut, refuseDirty } from '../arms/checkout.ts';
import { LAUNCHER } from '../arms/launcher.ts';
import { BISECT_RUNS } from '../arms/saved-runs.ts';
import { copyTestFiles } from '../arms/test-file-copies.ts';
import { confirmFound } from './confirm-found.ts';
import { betterWay } from './followed-metric.ts';
import { gitBisect } from './git-bisect.ts';
import { commitIn, type Measuring, type Watched } from './measure-commit.ts';
import { measureEnds } from './measure-ends.ts';
import { rangeOf } from './range.ts';
import { readRows, readState, writeState } from './step.ts';

export interface BisectRequest extends Omit<Measuring, 'suitesFrom'> {
  /** Folder of the user's work tree. */
  readonly repository: string;
  readonly good: string;
  readonly bad: string;
  readonly metric: string;
  /** The command line. */
  readonly command: string;
}

export type Bisected =
  | { readonly kind: 'ended'; readonly result: BisectResult }
  /** Both ends do not differ, or cannot be measured. */
  | { readonly kind: 'refused'; readonly why: string }
  /** The machine drifts faster than both ends can be measured again. */
  | { readonly kind: 'unsteady'; readonly why: string }
  /** A step died, or git could not go on. */
  | { readonly kind: 'ended early'; readonly said: string };

/**
 * Before anything runs it throws GitError (no repository, unknown revision, modified files), MetricError or BisectError
 * (metric, or ends that are no range). What is checked out is gone when it returns or throws, also on abort, where it
 * throws the signal's reason.
 */
export async function bisect(request: BisectRequest, watched: Watched): Promise<Bisected> {
  const { repository, files, metric, options, build, trials, out, launcher, command } = request;
  const startedAt = new Date().toISOString();
  const startedMs = performance.now();
  betterWay(metric);
  const range = await rangeOf(request);
  const { history } = range;
  await refuseDirty(repository, files);
  const steps = Math.ceil(Math.log2(history.length));
  watched.say(
    `${plural(history.length, 'commit')} suspected: first both ends, then about ${plural(steps, 'step')}`,
  );

  const rows = join(out, 'bisect.jsonl');
  await rm(join(out, BISECT_RUNS), { recursive: true, force: true });
  await removeReports(out, 'bisect');
  await mkdir(out, { recursive: true });
  await writeFile(rows, '');

  await using copies = await copyTestFiles(repository, files);
  await using before = await checkOut(repository, range.good, watched.say);
  await using after = await checkOut(repository, range.bad, watched.say);
  const how = { options, build, trials, out, launcher };
  const measuring = { files: copies.files, suitesFrom: copies.folder, ...how };
  watched.signal.throwIfAborted();

  const good = { folder: before.folder, commit: await commitIn(repository, range.good) };
  const bad = { folder: after.folder, commit: await commitIn(repository, range.bad) };
  const ends = await measureEnds(
    [
      { name: 'good', ...good },
      { name: 'bad', ...bad },
    ],
    measuring,
    metric,
    watched,
  );
  if (!ends.measured) return { kind: 'refused', why: ends.why };
  const { followed, line, environment, unchecked } = ends;
  const { threshold } = line;
  watched.say(`threshold: ${followed.metric} ${formatQuantity(threshold, followed.unit)}`);

  await using between = await checkOut(repository, range.good, watched.say);
  const state = join(newTargetFolder(), 'bisect.json');
  const { root, folder } = between;
  const beside = { ends: { good, bad }, followed, line };
  await writeState(state, { ...beside, measuring, root, folder, rows, calibrations: [], unsteady: null });
  const step = [process.execPath, LAUNCHER, 'bisect-step', state];
  const found = await gitBisect({ root, good: range.good, bad: range.bad, step }, watched);
  const { unsteady, calibrations, line: last } = await readState(state);
  if (unsteady !== null) return { kind: 'unsteady', why: unsteady };
  if ('said' in found) return { kind: 'ended early', ...found };

  const commits = [...ends.commits, ...(await readRows(rows))];
  // Of two neighbours both were run in turn already.
  const confirmed =
    found.outcome.kind === 'found' && history.length > 1
      ? await confirmFound(
          { ...beside, repository, first: found.outcome.first, measured: commits, line: last },
          measuring,
          watched,
        )
      : {};
  const place = new Map([range.good, ...history].map((commit, index) => [commit, index]));
  return {
    kind: 'ended',
    result: redact<BisectResult>({
      version: BISECT_VERSION,
      tidemark: version,
      startedAt,
      finishedAt: new Date().toISOString(),
      durationMs: Math.round(performance.now() - startedMs),
      command: redactText(command),
      environment,
      ...(unchecked !== null && { unchecked }),
      followed,
      threshold,
      ...(calibrations.length > 0 && { calibrations }),
      suspects: history.length,
      commits: commits.sort((a, b) => (place.get(a.commit) ?? 0) - (place.get(b.commit) ?? 0)),
      ...found,
      ...confirmed,
    }),
  };
}
