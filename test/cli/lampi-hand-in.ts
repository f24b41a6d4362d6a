/** Results of the LAMPI suites as tidemark writes them, small and without a load. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportOf, writeReport } from '../../reporters/output/report.ts';
import type { AnyCell, Cell } from '../../saved/cell.ts';
import type { Observation } from '../../saved/observation.ts';
import type { HttpResults, Results } from '../../saved/results.ts';
import { writeResults } from '../../saved/results-file.ts';
import type { SloRow } from '../../saved/slo-row.ts';
import { cellOf, resultsOf } from '../reporters/sample-results.ts';
import { searchCell, type TrialShape } from '../reporters/sample-search.ts';
import { aHttpRun } from '../slo/http/a-run.ts';

const USERS = { 'login.failed': '= 0', 'http.failed': '= 0', 'http.p95': '< 1s' };
const DEVICES = {
  'publish.ack.p99': '< 100ms',
  'publish.rate': '>= 99% of offered',
  'broker.received': '>= 99%',
  'broker.dropped': '= 0',
  'connect.failed': '= 0',
};
const { 'publish.ack.p99': _, 'publish.rate': _r, ...AT_ONCE } = DEVICES;

/** Writes both results, their reports and the model into the folder. */
export async function lampiHandIn(folder: string): Promise<void> {
  const { cells: _, ...frame } = resultsOf([]);
  const users = [search('nominal', 'users', 400, 440), search('tuned', 'users', 900, 980)];
  const http: HttpResults = { ...frame, protocol: 'http', cells: users.map(ofHttp) };
  const devices = search('everybody at the touchscreen', 'devices', 1100, 1180);
  const mqtt: Results = { ...frame, protocol: 'mqtt', cells: [devices, together()] };
  for (const results of [http, mqtt]) {
    await writeResults(folder, results);
    await writeReport(reportOf(results), folder);
  }
  copyFileSync(new URL('../../docs/mqtt-model.md', import.meta.url), join(folder, 'mqtt-model.md'));
}

/** A search that found these bounds, from 100 on. */
function search(group: string, axis: 'users' | 'devices', lower: number, upper: number): Cell {
  const course: TrialShape[] = [
    [100, 'pass'],
    [lower, 'pass'],
    [upper, 'fail'],
    [lower, 'pass', 'recovery'],
  ];
  const cell = searchCell({ bounds: 'between', lower, upper, deliveredPerSecond: lower / 6 }, course);
  const slo = rowsOf(axis === 'users' ? USERS : DEVICES);
  const capacity = cell.capacity!;
  const trials = capacity.trials.map((trial) => ({ ...trial, slo }));
  return {
    ...cell,
    suite: axis === 'users' ? 'suites/http/lampi-users.slo.ts' : 'suites/mqtt/lampi-devices.slo.ts',
    title: `${group} > LAMPI ${axis}`,
    slo: rowsOf({ capacity: `>= 100 ${axis}` }),
    runs: cell.runs.map(({ result, observation }) => ({ result, observation: connected(observation) })),
    capacity: { ...capacity, axis, from: 100, trials },
  };
}

/** The broker counts its clients as well. */
function connected(observation: Observation): Observation {
  const { broker } = observation;
  const clients = { topic: '$SYS/broker/clients/connected', value: '500', meaning: 'clients connected now' };
  return broker === null
    ? observation
    : { ...observation, broker: { ...broker, key: [...broker.key, clients] } };
}

const together = (): Cell => ({
  ...cellOf({ clients: 500, qos: 1, verdict: 'pass', medianMs: 1 }),
  suite: 'suites/mqtt/lampi-devices.slo.ts',
  title: 'all 100 at the same moment',
  parameters: {},
  slo: rowsOf(AT_ONCE),
});

/** With runs of users in place of devices. */
function ofHttp(cell: Cell): Extract<AnyCell, HttpResults['cells'][number]> {
  const result = aHttpRun({ tasks: { home: { http: [[20, 2000]] } } });
  return { ...cell, metrics: {}, runs: cell.runs.map(({ observation }) => ({ result, observation })) };
}

const rowsOf = (promised: Readonly<Record<string, string>>): readonly SloRow[] =>
  Object.entries(promised).map(([metric, bound]) => ({
    ...cellOf({ clients: 500, qos: 1, verdict: 'pass', medianMs: 1 }).slo[0]!,
    metric,
    bound,
    required: bound,
    message: `${metric} holds, required ${bound}`,
  }));
