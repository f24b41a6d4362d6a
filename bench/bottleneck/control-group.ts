/** A control group of version 1 (`/sys/fs/cgroup/CONTROLLER`) that processes can be put into; root alone may. */
import { accessSync, constants, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

type Controller = 'cpu' | 'blkio';

/**
 * The group that this process is in: whatever it is allowed there holds for groups within it, too, and nobody who sorts processes
 * into groups has a reason to take them out.
 */
function own(controller: Controller): string {
  const lines = readFileSync('/proc/self/cgroup', 'latin1').split('\n');
  const line = lines.find((one) => one.split(':')[1]?.split(',').includes(controller)) ?? '';
  return join('/sys/fs/cgroup', controller, line.split(':').slice(2).join(':'));
}

/** Whether groups can be made here. */
export function controlGroups(controller: Controller): boolean {
  try {
    accessSync(join(own(controller), 'cgroup.procs'), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

export class ControlGroup {
  readonly #around: string;
  readonly #folder: string;

  /** `limits`: what is written into which file of the group. */
  constructor(controller: Controller, limits: Readonly<Record<string, string>>) {
    this.#around = own(controller);
    this.#folder = join(this.#around, `tidemark-${process.pid}-${Math.random().toString(36).slice(2)}`);
    mkdirSync(this.#folder);
    for (const [file, value] of Object.entries(limits)) writeFileSync(join(this.#folder, file), value);
  }

  add(pid: number): void {
    writeFileSync(join(this.#folder, 'cgroup.procs'), String(pid));
  }

  /** Its processes run on outside of it. */
  async remove(): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      const pids = readFileSync(join(this.#folder, 'cgroup.procs'), 'latin1').split('\n').filter(Boolean);
      for (const pid of pids) {
        try {
          writeFileSync(join(this.#around, 'cgroup.procs'), pid);
        } catch {
          // It has ended.
        }
      }
      try {
        rmdirSync(this.#folder);
        return;
      } catch {
        await sleep(20); // the kernel still ends a process
      }
    }
  }
}

/** So much of one CPU, in periods of 100 ms, and it gets that before others of its group: the quota is to be what holds it back. */
export const cpuQuota = (cpus: number): ControlGroup =>
  new ControlGroup('cpu', {
    'cpu.cfs_period_us': '100000',
    'cpu.shares': '262144',
    'cpu.cfs_quota_us': String(Math.round(cpus * 100_000)),
  });
