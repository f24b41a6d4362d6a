/** How often the kernel stopped processes because the CPU quota of their control group was used up (`cgroups(7)`; Linux). */

import { steadyMs } from '../load/steady-clock.ts';
import { readText } from './listening-sockets.ts';
import { CountCourse } from './recording/count-course.ts';

const COUNT_EVERY_MS = 500;

/** A group with a quota. */
interface Group {
  readonly folder: string;
  /** In percent of one core. */
  readonly quotaPercent: number;
}

/** What the tightest quota did. */
export interface QuotaUse {
  readonly group: string;
  readonly quotaPercent: number;
  /** Share of the periods, 100 ms each as a rule, in which it ran out. */
  readonly throttledPercent: number;
}

/** Folders of the group that a process is in and of those around it, by `/proc/PID/cgroup` and `/proc/mounts`. Pure. */
export function cpuGroupFolders(cgroup: string, mounts: string): string[] {
  const lines = mounts.split('\n').map((line) => line.split(' '));
  const first = lines.find(([, , type, options]) => type === 'cgroup' && options?.split(',').includes('cpu'));
  const unified = lines.find(([, , type]) => type === 'cgroup2');
  for (const line of cgroup.split('\n')) {
    const [, id, controllers, path] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
    const isFirst = controllers?.split(',').includes('cpu') ?? false;
    const mount = isFirst ? first?.[1] : first === undefined && id === '0' ? unified?.[1] : undefined;
    if (mount === undefined || path === undefined) continue;
    const names = path.split('/').filter(Boolean);
    return names.map((_, at) => [mount, ...names.slice(0, names.length - at)].join('/')).concat(mount);
  }
  return [];
}

/** Of version 2 `cpu.max`, of version 1 `cpu.cfs_quota_us` and `cpu.cfs_period_us`; null = no quota. Pure. */
export function quotaOf(max: string, quotaUs: string, periodUs: string): number | null {
  const [quota = Number.NaN, period = Number.NaN] = (max || `${quotaUs.trim()} ${periodUs.trim()}`)
    .trim()
    .split(' ')
    .map(Number);
  return quota > 0 && period > 0 ? (100 * quota) / period : null;
}

/** Counts on a timer that keeps no process alive. */
export class QuotaSampler {
  readonly #groups = new Map<string, Group>();
  readonly #course = new CountCourse(2);
  readonly #timer = setInterval(() => this.count(), COUNT_EVERY_MS);
  readonly #processes: () => readonly number[];

  constructor(processes: () => readonly number[]) {
    this.#processes = processes;
    this.#timer.unref();
    this.count();
  }

  count(): void {
    const mounts = readText('/proc/mounts');
    const folders = new Set(
      this.#processes().flatMap((pid) => cpuGroupFolders(readText(`/proc/${pid}/cgroup`), mounts)),
    );
    const counts = new Map<string, readonly number[]>();
    for (const folder of folders) {
      const [max = '', quotaUs = '', periodUs = ''] = [
        'cpu.max',
        'cpu.cfs_quota_us',
        'cpu.cfs_period_us',
      ].map((name) => readText(`${folder}/${name}`));
      const quotaPercent = quotaOf(max, quotaUs, periodUs);
      if (quotaPercent === null) continue;
      const stat = readText(`${folder}/cpu.stat`);
      const field = (name: string) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(stat)?.[1] ?? 0);
      this.#groups.set(folder, { folder, quotaPercent });
      counts.set(folder, [field('nr_periods'), field('nr_throttled')]);
    }
    if (counts.size > 0) this.#course.add(steadyMs(), counts);
  }

  /** Of the quota that stopped them most often between two times; null = they had none. */
  between(fromMs: number, toMs: number): QuotaUse | null {
    const uses = [...this.#course.between(fromMs, toMs)].map(([group, { counts }]): QuotaUse => {
      const [periods = 0, throttled = 0] = counts;
      const { quotaPercent } = this.#groups.get(group)!;
      return { group, quotaPercent, throttledPercent: periods > 0 ? (100 * throttled) / periods : 0 };
    });
    return (
      uses.sort((a, b) => b.throttledPercent - a.throttledPercent || a.quotaPercent - b.quotaPercent)[0] ??
      null
    );
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
