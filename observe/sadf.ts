/** Reads what `sadf -j FILE -- -P ALL -u -d -n DEV -r` prints (sysstat 12, `sadf(1)`). Pure. */
import type { SystemSeries } from '../saved/observation.ts';
import { isPhysicalDisk } from './recording/physical-disks.ts';

/** The machine each second, and what tells whether its network was full. */
export interface SystemFigures {
  /** Wall clock of the first sample as sadf stamps it, whole seconds; a sample stands for the second before it. */
  readonly firstStampMs: number;
  readonly series: Omit<SystemSeries, 'fromMs'>;
  /** The fullest interface that knows its speed (a loopback has none); 0 when none does. */
  readonly networkBusyPercent: readonly number[];
}

interface CpuLoad {
  readonly cpu: string;
  readonly user: number;
  readonly nice: number;
  readonly system: number;
  readonly steal: number;
  readonly idle: number;
}

interface Sample {
  readonly timestamp: { readonly date: string; readonly time: string; readonly interval: number };
  readonly 'cpu-load'?: readonly CpuLoad[];
  readonly memory?: { readonly 'memused-percent'?: number };
  readonly disk?: readonly {
    'disk-device': string;
    rd_sec: number;
    wr_sec: number;
    'util-percent': number;
  }[];
  readonly network?: {
    readonly 'net-dev'?: readonly { rxkB: number; txkB: number; 'ifutil-percent'?: number }[];
  };
}

const SECTOR_BYTES = 512;

/**
 * One value a second; a sample that covers n seconds stands n times. Disk figures are sums over the physical disks
 * (busy: the busiest of them), network figures sums over all interfaces, loopback included: that is where the
 * load of a local broker goes. Throws SyntaxError or Error when the text is not sadf's JSON or holds no sample.
 */
export function parseSadf(json: string): SystemFigures {
  const parsed = JSON.parse(json) as { sysstat?: { hosts?: { statistics?: Sample[] }[] } };
  const samples = parsed.sysstat?.hosts?.[0]?.statistics?.filter((sample) => sample['cpu-load']) ?? [];
  const first = samples[0];
  if (!first) throw new Error('the recording holds no sample');
  const seconds = samples.flatMap((sample) => Array<Sample>(secondsOf(sample)).fill(sample));
  const each = (value: (sample: Sample) => number) => seconds.map(value);

  const machine = (sample: Sample) => sample['cpu-load']?.find(({ cpu }) => cpu === 'all');
  const cpus = (sample: Sample) => sample['cpu-load']?.filter(({ cpu }) => cpu !== 'all') ?? [];
  const disks = (sample: Sample) => sample.disk?.filter((disk) => isPhysicalDisk(disk['disk-device'])) ?? [];
  const interfaces = (sample: Sample) => sample.network?.['net-dev'] ?? [];
  return {
    firstStampMs: Date.parse(`${first.timestamp.date}T${first.timestamp.time}Z`),
    series: {
      cpuUserPercent: each((sample) => round((machine(sample)?.user ?? 0) + (machine(sample)?.nice ?? 0))),
      cpuSystemPercent: each((sample) => machine(sample)?.system ?? 0),
      cpuIdlePercent: each((sample) => machine(sample)?.idle ?? 0),
      cpuLeastIdlePercent: each((sample) =>
        Math.min(machine(sample)?.idle ?? 0, ...cpus(sample).map(({ idle }) => idle)),
      ),
      cpuStolenPercent: each((sample) => most(sample['cpu-load'] ?? [], ({ steal }) => steal)),
      diskReadBytesPerSecond: each((sample) => sum(disks(sample), (disk) => disk.rd_sec * SECTOR_BYTES)),
      diskWriteBytesPerSecond: each((sample) => sum(disks(sample), (disk) => disk.wr_sec * SECTOR_BYTES)),
      diskBusyPercent: each((sample) =>
        Math.min(
          100,
          most(disks(sample), (disk) => disk['util-percent']),
        ),
      ),
      networkReceiveBytesPerSecond: each((sample) => sum(interfaces(sample), ({ rxkB }) => rxkB * 1024)),
      networkTransmitBytesPerSecond: each((sample) => sum(interfaces(sample), ({ txkB }) => txkB * 1024)),
      memoryUsedPercent: each((sample) => sample.memory?.['memused-percent'] ?? 0),
    },
    networkBusyPercent: each((sample) => most(interfaces(sample), (nic) => nic['ifutil-percent'] ?? 0)),
  };
}

/** A sample that claims more is one during which somebody set the clock. */
const MOST_SECONDS = 60;

const secondsOf = ({ timestamp: { interval } }: Sample): number =>
  interval >= 1 && interval <= MOST_SECONDS ? interval : 1;

const round = (value: number) => Math.round(value * 100) / 100;
const sum = <T>(items: readonly T[], of: (item: T) => number) =>
  Math.round(items.reduce((total, item) => total + of(item), 0));
const most = <T>(items: readonly T[], of: (item: T) => number) => Math.max(0, ...items.map(of));
