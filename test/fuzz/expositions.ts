/** Hostile answers of exporters: into what reads their text, and into every source that understands it. */
import { Counters } from '../../observe/exporters/counters.ts';
import { ExpositionError } from '../../observe/exporters/exposition.ts';
import { Scrape } from '../../observe/exporters/scrape.ts';
import { type Between, Seconds } from '../../observe/exporters/seconds.ts';
import { COUNTERS, MACHINES, PROCESSES } from '../../observe/exporters/sources.ts';
import { Dice, damaged } from './mutations.ts';

const line = (text: string): Buffer => Buffer.from(`${text}\n`);
const REAL: readonly Buffer[] = [
  '# HELP node_cpu_seconds_total Seconds the CPUs spent in each mode.\n# TYPE node_cpu_seconds_total counter',
  'node_cpu_seconds_total{cpu="0",mode="idle"} 362812.7\nnode_cpu_seconds_total{cpu="0",mode="user"} 1.2e+04',
  'node_memory_MemTotal_bytes 1.6e+10\nnode_memory_MemFree_bytes 8e+09',
  'node_network_receive_bytes_total{device="eth0"} 77 1700000000000\nnode_network_speed_bytes{device="eth0"} 1.25e8\nnode_disk_io_time_seconds_total{device="sda"} 5',
  'process_cpu_seconds_total 12.5\nprocess_resident_memory_bytes 9.1e+07\nprocess_start_time_seconds 1.7e+09',
  'erlang_vm_statistics_runtime_milliseconds 4421\nerlang_vm_memory_bytes_total{kind="system"} 1e8',
  'rabbitmq_build_info{rabbitmq_version="4.0.1"} 1\nrabbitmq_global_messages_received_total{protocol="mqtt50"} 7',
  'nanomq_messages_received 3\nnanomq_memory_usage{node="n"} 4.5',
  'x{a="\\"\\\\\\n日"} NaN # {trace_id="a"} 1 2\n"quoted name" +Inf\n{"x.y",a="b"} -Inf',
  '',
].map(line);
const FIRST_MS = 1000;

/** Whole lines, with some that are damaged or without. */
function textOf(dice: Dice): string {
  const lines = Array.from({ length: dice.below(8) }, () => dice.of(REAL));
  return Buffer.concat(dice.below(3) === 0 ? [damaged(REAL, dice), ...lines] : lines).toString();
}

/** @throws Error for anything but a text that is no exposition, and for a figure that is no number */
export function fuzzExpositions(caseSeed: number): string {
  const dice = new Dice(caseSeed);
  const scrapes: Scrape[] = [];
  try {
    for (const atMs of [FIRST_MS, FIRST_MS + 1000, FIRST_MS + 2400])
      scrapes.push(new Scrape(atMs, textOf(dice)));
  } catch (error) {
    if (error instanceof ExpositionError) return 'refused';
    throw error;
  }
  const [first, ...later] = scrapes as [Scrape, ...Scrape[]];
  const read = [...MACHINES, ...PROCESSES].filter((source) => source.understands(first));
  for (const { between } of read) figures(first, later, between);
  for (const source of MACHINES) source.cores(first);
  for (const source of PROCESSES) source.residentBytes(first);
  const counted = COUNTERS.filter((source) => source.understands(first));
  for (const source of counted) for (const scrape of scrapes) new Counters(source, first).add(scrape);
  return read.length + counted.length > 0 ? 'understood' : 'read';
}

function figures(first: Scrape, later: readonly Scrape[], between: Between<string>): void {
  const seconds = new Seconds(first, between);
  for (const scrape of later) seconds.add(scrape);
  for (const name of Object.keys(between(first, first, 1000)))
    for (const figure of seconds.of(name))
      if (!Number.isFinite(figure)) throw new Error(`${name} is ${figure}`);
}
