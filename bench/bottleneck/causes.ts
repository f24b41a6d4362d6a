/** Bottlenecks that are planted, each with the verdict that is right. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Bottleneck } from '../../saved/observation.ts';
import { ControlGroup, controlGroups, cpuQuota, type ControlGroup as Group } from './control-group.ts';

/** What a cause does to a run; ended by `lift`, when the load has been measured. */
export interface Planted {
  lift(): Promise<void>;
}

export interface Cause {
  readonly name: string;
  /** The right verdict. */
  readonly where: Bottleneck['where'];
  /** What the evidence has to say. */
  readonly evidence: RegExp;
  /** The load is judged, and its verdict has to be this one. */
  readonly verdict?: 'invalid';
  /** Why it cannot be planted here; null = it can. */
  readonly lacking: string | null;
  /** Configuration of mosquitto; `folder`: where it may keep its data. */
  readonly configuration?: (folder: string) => string;
  /** Messages a second. */
  readonly rate: number;
  /** Default: native. */
  readonly broker?: 'embedded';
  /** The broker keeps the last message of each topic. */
  readonly retain?: true;
  /** It takes a while to take hold, so it is planted before the clients connect. Default: when the measure phase begins. */
  readonly early?: true;
  plant(parts: {
    readonly broker: number;
    readonly agents: readonly number[];
    readonly folder: string;
  }): Promise<Planted>;
}

const noGroups = (controller: 'cpu' | 'blkio'): string | null =>
  controlGroups(controller)
    ? null
    : `no control groups of version 1 that can be written (${controller}); run as root`;

const within = async (group: Group, pids: readonly number[]): Promise<Planted> => {
  for (const pid of pids) group.add(pid);
  return { lift: () => group.remove() };
};

export const CAUSES: readonly Cause[] = [
  {
    name: 'generator has a tenth of a core',
    where: 'generator',
    evidence: /generator/,
    verdict: 'invalid',
    lacking: noGroups('cpu'),
    rate: 8000,
    plant: ({ agents }) => within(cpuQuota(0.1), agents),
  },
  {
    name: 'broker has a fifth of a core',
    where: 'target',
    evidence: /quota/,
    lacking: noGroups('cpu'),
    // It needs more CPU for a message than mosquitto does: half of a fast core for so many.
    broker: 'embedded',
    rate: 12_000,
    plant: ({ broker }) => within(cpuQuota(0.2), [broker]),
  },
  {
    name: 'broker stops reading',
    where: 'target',
    evidence: /the target did not read/,
    lacking: null,
    rate: 2000,
    async plant({ broker }) {
      process.kill(broker, 'SIGSTOP');
      return { lift: async () => void process.kill(broker, 'SIGCONT') };
    },
  },
  {
    name: 'another program takes the machine',
    where: 'machine',
    evidence: /something else ran on this machine/,
    lacking: null,
    rate: 4000,
    early: true,
    async plant() {
      const busy = Array.from(
        { length: 4 * availableParallelism() },
        (): ChildProcess => spawn('sh', ['-c', 'while :; do :; done'], { stdio: 'ignore' }),
      );
      return { lift: async () => void busy.map((child) => child.kill('SIGKILL')) };
    },
  },
  {
    name: 'broker keeps its data on a slow disk',
    where: 'disk',
    evidence: /waited for the disk/,
    lacking: noGroups('blkio'),
    rate: 500,
    retain: true,
    configuration: (folder) =>
      [
        'persistence true',
        `persistence_location ${folder}/`,
        'autosave_on_changes true',
        'autosave_interval 20',
        'allow_anonymous true',
      ].join('\n'),
    plant: async ({ broker, folder }) =>
      within(
        new ControlGroup('blkio', {
          'blkio.throttle.write_bps_device': `${await diskOf(folder)} 100000`,
          'blkio.throttle.write_iops_device': `${await diskOf(folder)} 8`,
        }),
        [broker],
      ),
  },
];

/** `254:0`: limits are those of a disk, and a folder lies on a partition of it. */
async function diskOf(folder: string): Promise<string> {
  const { dev } = statSync(folder);
  const device = `${(dev >> 8) & 0xfff}:${(dev & 0xff) | ((dev >> 12) & 0xfff00)}`;
  const system = `/sys/dev/block/${device}`;
  return existsSync(`${system}/partition`) ? (await readFile(`${system}/../dev`, 'latin1')).trim() : device;
}

/** The configuration as a file in a folder of its own for the data. */
export function configurationFile(cause: Cause, folder: string): string | null {
  if (cause.configuration === undefined) return null;
  mkdirSync(join(folder, 'data'), { recursive: true });
  const file = join(folder, 'broker.conf');
  writeFileSync(file, `${cause.configuration(join(folder, 'data'))}\n`);
  return file;
}
