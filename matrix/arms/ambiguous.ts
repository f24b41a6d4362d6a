/** A name that could be saved results or a revision: whoever wrote it knows which. */
import { existsSync, statSync } from 'node:fs';
import { type Arm, ArmError } from './arm.ts';
import { git } from './git.ts';

/** Throws ArmError for an arm that is named like a path in `folder` and like a revision there, and says how to write each. */
export async function refuseAmbiguous(folder: string, { kind, name }: Arm): Promise<void> {
  if (kind !== 'results') return;
  const ask = (revision: string, ...how: readonly string[]) =>
    git(folder, 'rev-parse', ...how, '--verify', '--quiet', '--end-of-options', revision).catch(() => '');
  const commit = await ask(`${name}^{commit}`);
  if (commit === '') return;
  // `refs/heads/base` of a branch; nothing of a hash.
  const full = await ask(name, '--symbolic-full-name');
  const written = [full, commit].find((other) => other !== '' && other !== name && !existsSync(other));
  const what = statSync(name, { throwIfNoEntry: false })?.isDirectory() ? 'folder' : 'file';
  throw new ArmError(
    `"${name}" is a ${what} here and a revision of this repository as well. Write ./${name} for the results in it, or ${written ?? `${name}^0`} for the revision.`,
  );
}
