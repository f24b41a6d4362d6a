/**
 * A control group for what a command starts (cgroups(7), version 2): no process leaves it by becoming a daemon, or with another
 * environment. It is there where this user may make one below its own group, as root always may. It limits nothing.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { shellWords } from '../text/shell-words.ts';

/** In the folder of a target: the path of its group. */
const RECORD = 'control-group';

/** For the target of that folder; null: there can be none. */
export function newControlGroup(folder: string): string | null {
  const own = ownGroup();
  if (own === null) return null;
  const group = join(own, `${basename(dirname(folder))}-${basename(folder)}`);
  try {
    mkdirSync(group);
    writeFileSync(join(folder, RECORD), group);
    return group;
  } catch {
    return null;
  }
}

/** The shell command line, within the group; where that cannot be, it runs all the same. */
export const within = (group: string, line: string): string =>
  `{ echo 0 > ${shellWords([join(group, 'cgroup.procs')])}; } 2>/dev/null; ${line}`;

/** Groups of a target, or of all targets of an owner. */
export function controlGroupsOf(folder: string): string[] {
  const folders = [
    folder,
    ...namesIn(folder)
      .filter((name) => name.startsWith('target-'))
      .map((name) => join(folder, name)),
  ];
  return folders.map((one) => textOf(join(one, RECORD))).filter((group) => group !== '');
}

/** Pids; those of another namespace have none here. */
export const pidsIn = (group: string): number[] =>
  textOf(join(group, 'cgroup.procs'))
    .split('\n')
    .map(Number)
    .filter((pid) => pid > 0);

/** Once nobody is in it. */
export function removeControlGroup(group: string): void {
  try {
    rmdirSync(group);
  } catch {
    // Somebody is, or it is gone.
  }
}

function ownGroup(): string | null {
  const mount = textOf('/proc/self/mounts')
    .split('\n')
    .map((line) => line.split(' '))
    .find(([, , type]) => type === 'cgroup2')?.[1];
  const path = /^0::(\/.*)$/m.exec(textOf('/proc/self/cgroup'))?.[1];
  if (mount === undefined || path === undefined) return null;
  const group = join(mount, path);
  return existsSync(join(group, 'cgroup.procs')) ? group : null;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
