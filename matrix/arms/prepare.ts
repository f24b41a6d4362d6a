/** Makes two arms ready to run: checked out, built, with the same test files outside of both. */

import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArmName } from '../../saved/comparison.ts';
import { EXIT } from '../../saved/exit-codes.ts';
import { ArmError, type RunArm } from './arm.ts';
import { build } from './build.ts';
import { checkOut, refuseDirty, resolveRevision } from './checkout.ts';
import { GitError } from './git.ts';
import { type ArmRun, runArm } from './run-arm.ts';
import { copyTestFiles } from './test-file-copies.ts';

/** An arm that cannot be run at all: it does not build. Nothing is said about it. */
export class ArmUnavailable extends Error {
  override readonly name = 'ArmUnavailable';
}

export interface Preparation {
  /** Where the command was given. */
  readonly folder: string;
  readonly arms: Readonly<Record<ArmName, RunArm>>;
  /** Absolute. */
  readonly files: readonly string[];
  /** Of `tidemark run`, for both arms. */
  readonly options: readonly string[];
  /** Shell command, carried out once in each checkout; null: nothing is to be built. */
  readonly buildCommand: string | null;
  /** Below it `base/1`, `head/1`, …; those of an earlier comparison are removed. */
  readonly out: string;
  /** See `ArmRequest`. */
  readonly launcher: string;
  readonly signal: AbortSignal;
  readonly onNotice: (line: string) => void;
}

export interface PreparedArms extends AsyncDisposable {
  /** The `n`th run of an arm. Throws ArmError when the run says that it is used wrongly. */
  run(arm: ArmName, n: number): Promise<ArmRun>;
}

/** After `refuseUnknown`. Throws GitError, ArmUnavailable, and the signal's reason; then nothing is left behind. */
export async function prepare(preparation: Preparation): Promise<PreparedArms> {
  const { folder, arms, files, options, buildCommand, out, launcher, signal, onNotice } = preparation;
  const made: AsyncDisposable[] = [];
  const dispose = async () => {
    for (const one of made.splice(0).reverse()) await one[Symbol.asyncDispose]();
  };
  const keep = <T extends AsyncDisposable>(one: T): T => {
    made.push(one);
    return one;
  };
  const names = ['base', 'head'] as const;
  const checkedOut = names.filter((name) => arms[name].kind === 'revision');
  for (const name of names) await removeRuns(join(out, name));
  try {
    const copies = checkedOut.length > 0 ? keep(await copyTestFiles(folder, files)) : { folder, files };
    const runs: Partial<Record<ArmName, Pick<Parameters<typeof runArm>[0], 'folder' | 'options'>>> = {};
    for (const name of names) {
      const arm = arms[name];
      if (arm.kind === 'option') {
        runs[name] = { folder, options: [...options, `--${arm.option}`, arm.value] };
        continue;
      }
      const checkout = keep(await checkOut(folder, arm.name, onNotice));
      if (buildCommand !== null) onNotice(`building ${name} (${arm.name}): ${buildCommand}`);
      const built = await build(checkout.folder, buildCommand, signal);
      if (!built.built) throw new ArmUnavailable(`${name} (${arm.name}) cannot be built: ${built.why}`);
      runs[name] = { folder: checkout.folder, options };
    }
    return {
      async run(name, n) {
        const where = { files: copies.files, suitesFrom: copies.folder, out: join(out, name, String(n)) };
        const run = await runArm({ ...runs[name]!, ...where, launcher, signal });
        if (run.exitCode === EXIT.usage)
          throw new ArmError(`${name} (${arms[name].name}): ${run.log.trim()}`);
        return run;
      },
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/**
 * Throws GitError for a word that is no revision either and for modified files, ArmError for a build of nothing. Nothing is
 * made.
 */
export async function refuseUnknown({
  folder,
  arms,
  files,
  buildCommand,
}: Pick<Preparation, 'folder' | 'arms' | 'files' | 'buildCommand'>): Promise<void> {
  const revisions = [arms.base, arms.head].filter(({ kind }) => kind === 'revision');
  if (buildCommand !== null && revisions.length === 0) {
    throw new ArmError(
      '--build is for revisions; these arms are not checked out, so nothing is to be built.',
    );
  }
  for (const { name } of revisions) {
    await resolveRevision(folder, name).catch((error: unknown) => {
      if (!(error instanceof GitError)) throw error;
      throw new GitError(
        `"${name}" is no results file or folder, and no option like broker=container; so it has to be a revision. ${error.message}`,
        { cause: error },
      );
    });
  }
  if (revisions.length > 0) await refuseDirty(folder, files);
}

/** Folders named by a number alone: nobody else's are removed. */
async function removeRuns(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) if (/^\d+$/.test(name)) await rm(join(folder, name), { recursive: true });
}
