/** A machine by Prometheus' node_exporter: the figures that `sar` has of this one (`sar(1)`). Pure. */
import { largest, smallest } from '../../statistics/extremes.ts';
import { isPhysicalDisk } from '../recording/physical-disks.ts';
import type { Scrape } from './scrape.ts';
import { rise } from './seconds.ts';
import type { MachineSource } from './source.ts';

const CPU = 'node_cpu_seconds_total';

/** Percent of its time that a CPU spent in each mode. */
type Modes = ReadonlyMap<string, number>;

export const nodeExporter: MachineSource = {
  name: 'node_exporter',
  understands: (scrape) => scrape.of(CPU).length > 0,
  cores: (scrape) => cpuTimes(scrape).size,
  between(before, now, elapsedMs) {
    const cpus = cpuPercent(cpuTimes(before), cpuTimes(now));
    const all = (...modes: readonly string[]): number | null =>
      cpus.length === 0 ? null : cpus.reduce((sum, cpu) => sum + total(cpu, modes), 0) / cpus.length;
    const each = (mode: string): readonly number[] => cpus.map((cpu) => total(cpu, [mode]));
    const seconds = elapsedMs / 1000;
    const aSecond = (name: string, counts: (device: string) => boolean): readonly number[] => {
      const earlier = byDevice(before, name);
      return [...byDevice(now, name)]
        .filter(([device]) => counts(device))
        .map(([device, value]) => rise(earlier.get(device) ?? value, value) / seconds);
    };
    const physical = (name: string) => aSecond(name, isPhysicalDisk);
    const network = (name: string) => aSecond(name, () => true);
    return {
      cpuUserPercent: all('user', 'nice'),
      cpuSystemPercent: all('system', 'irq', 'softirq'),
      cpuIdlePercent: all('idle'),
      cpuLeastIdlePercent: cpus.length === 0 ? null : smallest(each('idle')),
      cpuStolenPercent: cpus.length === 0 ? null : largest(each('steal')),
      diskReadBytesPerSecond: sum(physical('node_disk_read_bytes_total')),
      diskWriteBytesPerSecond: sum(physical('node_disk_written_bytes_total')),
      diskBusyPercent: most(physical('node_disk_io_time_seconds_total').map((busy) => 100 * busy)),
      networkReceiveBytesPerSecond: sum(network('node_network_receive_bytes_total')),
      networkTransmitBytesPerSecond: sum(network('node_network_transmit_bytes_total')),
      networkBusyPercent: networkBusyPercent(before, now, seconds),
      memoryUsedPercent: memoryUsedPercent(now),
    };
  },
};

/** Seconds since the start of the machine by CPU and mode. */
function cpuTimes(scrape: Scrape): Map<string, Map<string, number>> {
  const cpus = new Map<string, Map<string, number>>();
  for (const { labels, value } of scrape.of(CPU)) {
    const cpu = labels.get('cpu') ?? '';
    const modes = cpus.get(cpu) ?? new Map<string, number>();
    cpus.set(cpu, modes.set(labels.get('mode') ?? '', value));
  }
  return cpus;
}

/** Of the CPUs that were there both times. */
function cpuPercent(before: ReadonlyMap<string, Modes>, now: ReadonlyMap<string, Modes>): Modes[] {
  return [...now].flatMap(([cpu, modes]) => {
    const known = before.get(cpu);
    if (known === undefined) return [];
    // The kernel's idle time is known to run backwards a little.
    const spent = new Map([...modes].map(([mode, s]) => [mode, Math.max(0, s - (known.get(mode) ?? s))]));
    const all = total(spent, [...spent.keys()]);
    return all > 0 ? [new Map([...spent].map(([mode, s]) => [mode, (100 * s) / all]))] : [];
  });
}

/** Of the fullest interface that knows its speed; it can carry as much in as out at a time. */
function networkBusyPercent(before: Scrape, now: Scrape, seconds: number): number | null {
  const speeds = byDevice(now, 'node_network_speed_bytes');
  const busy = ['receive', 'transmit'].flatMap((way) => {
    const name = `node_network_${way}_bytes_total`;
    const earlier = byDevice(before, name);
    return [...byDevice(now, name)].flatMap(([device, value]) => {
      const [from, speed] = [earlier.get(device), speeds.get(device) ?? 0];
      return from === undefined || speed <= 0 ? [] : [(100 * rise(from, value)) / seconds / speed];
    });
  });
  return most(busy) ?? 0;
}

/** As `sar -r` counts it: buffers, caches and slabs are not used. */
function memoryUsedPercent(scrape: Scrape): number | null {
  const bytes = (what: string): number | null => scrape.sum(`node_memory_${what}_bytes`);
  const all = bytes('MemTotal');
  const free = bytes('MemFree');
  if (!all || free === null) return null;
  const notUsed = free + (bytes('Buffers') ?? 0) + (bytes('Cached') ?? 0) + (bytes('Slab') ?? 0);
  return Math.max(0, 100 * (1 - notUsed / all));
}

const byDevice = (scrape: Scrape, name: string): Map<string, number> =>
  new Map(scrape.of(name).map(({ labels, value }) => [labels.get('device') ?? '', value]));

const total = (modes: Modes, names: readonly string[]): number =>
  names.reduce((added, name) => added + (modes.get(name) ?? 0), 0);
const sum = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.round(values.reduce((added, value) => added + value, 0));
const most = (values: readonly number[]): number | null => (values.length === 0 ? null : largest(values));
