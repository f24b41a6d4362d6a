/** Where and what was measured: the machine, and the commit under test. */
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, release, totalmem, version } from 'node:os';
import { redactText } from '../text/redact.ts';
import type { Cell } from './cell.ts';
import { modifiedFiles } from './modified-files.ts';
import { type Asked, filtersAreChosen, quietGit } from './quiet-git.ts';
import type { Fingerprint } from './results.ts';

/** The part of the environment that is the same for every target. */
export type Machine = Omit<Fingerprint['environment'], 'targetKind' | 'quota'>;

export const collectMachine = async (): Promise<Machine> => ({
  cpu: cpus()[0]?.model.trim() || 'unknown',
  cores: availableParallelism(),
  memoryBytes: totalmem(),
  os: await osName(),
  kernel: release(),
  node: process.versions.node,
});

/** Of this machine and of the Git working tree in `folder` (both null outside of one). The target's part is empty. */
export async function collectFingerprint(folder: string): Promise<Fingerprint> {
  // In the user's own work tree as `git status` says it, which their filters have written.
  const asked: Asked = filtersAreChosen() ? {} : { filters: 'all' };
  const [machine, commit, modified] = await Promise.all([
    collectMachine(),
    git(folder, 'rev-parse', 'HEAD'),
    git(folder, 'rev-parse', '--show-toplevel').then((root) =>
      root === null ? null : modifiedFiles(root, asked).catch(() => null),
    ),
  ]);
  return {
    environment: { ...machine, targetKind: '', quota: null },
    subject: {
      commit,
      dirty: modified === null ? null : modified.length > 0,
      version: null,
      image: null,
      configuration: null,
    },
  };
}

/** The fingerprint with what the cells say of their targets; several targets are joined. */
export function withTargets(fingerprint: Fingerprint, cells: readonly Pick<Cell, 'target'>[]): Fingerprint {
  const joined = (key: 'kind' | 'version' | 'image' | 'configuration' | 'quota'): string | null =>
    [...new Set(cells.flatMap(({ target }) => target?.[key] ?? []))].sort().map(redactText).join(' + ') ||
    null;
  return {
    environment: { ...fingerprint.environment, targetKind: joined('kind') ?? '', quota: joined('quota') },
    subject: {
      ...fingerprint.subject,
      version: joined('version'),
      image: joined('image'),
      configuration: joined('configuration'),
    },
  };
}

async function osName(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^PRETTY_NAME="?([^"\n]+)/m.exec(release)?.[1] ?? version();
}

async function git(folder: string, ...args: readonly string[]): Promise<string | null> {
  return await quietGit(folder, args).then(
    (said) => said.trim(),
    () => null,
  );
}
