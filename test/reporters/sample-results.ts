/** A run as the tool saves it, made from a seeded generator: a sweep, a disturbance, all verdicts. */
import type { MeasuredRun, RunResult } from '../../load/mqtt/result.ts';
import type { Cell } from '../../saved/cell.ts';
import type { Results } from '../../saved/results.ts';
import type { SloRow } from '../../saved/slo-row.ts';
import { allMetrics } from '../../slo/judge/all-metrics.ts';
import { observationOf } from './sample-observation.ts';
import { planOf, seriesOf, windowOf } from './sample-run.ts';
import { type CellShape, PERIOD_S, randomOf, WARMUP_S } from './sample-shape.ts';

const BOUND_MS = 100;
const DIED = 'agent 0 (pid 4712) ended by SIGKILL at 4.2 s of the measure phase.';

function sloOf(
  metric: string,
  bound: number,
  unit: string,
  value: number | null,
  n: number,
  window = 'measure',
): SloRow {
  const ok = value !== null && value <= bound;
  const required = bound === 0 ? '= 0' : `< ${bound}${unit}`;
  return {
    metric,
    window,
    bound: required,
    required,
    operator: bound === 0 ? '=' : '<',
    limit: bound,
    value,
    unit,
    why: value === null ? DIED : '',
    actual: value === null ? `none: ${DIED}` : `${Number(value.toPrecision(3))}${unit && ` ${unit}`}`,
    ok,
    verdict: value === null ? 'invalid' : ok ? 'pass' : 'fail',
    marginPercent: value === null || bound === 0 ? null : ((bound - value) / bound) * 100,
    n,
    soft: false,
    message:
      value === null
        ? `${metric} none: ${DIED}, required ${required} (n = 0)`
        : `${metric} ${ok ? 'holds' : 'breaks'}: required ${required}, measured ${value}`,
  };
}

const made = new Map<string, Cell>();

/** The same shape gives the same cell, made once. */
export function cellOf(shape: CellShape): Cell {
  const key = JSON.stringify(shape);
  const cell = made.get(key) ?? makeCell(shape);
  made.set(key, cell);
  return cell;
}

function makeCell(shape: CellShape): Cell {
  const random = randomOf(shape.clients * 2 + shape.qos + 7);
  const measureS = shape.windows ? Math.max(...shape.windows.map(({ toS }) => toS)) : 30;
  const plan = planOf(shape, measureS);
  const health = {
    pid: 4712,
    cpuMs: 900,
    cpuPercent: 4 + shape.clients * 0.004,
    maxRssBytes: 9e7,
    loopUtilization: 0.04 + shape.clients * 4e-5,
    stalls: [],
  };
  const frame = {
    plan,
    startedAt: '2026-03-01T12:00:00.000Z',
    runTag: 4242,
    generator: {
      agents: 1,
      pacing: 'poll' as const,
      loop: 'open' as const,
      perAgent: [health],
      headerless: false,
      generatorBound: false,
    },
    series: { firstSecond: -WARMUP_S, groups: seriesOf(shape, measureS, random) },
  };
  const invalid = shape.verdict === 'invalid';
  const lost = shape.lost ?? 0;
  const total = Math.round((shape.clients / PERIOD_S) * (WARMUP_S + measureS));
  const result: RunResult = invalid
    ? {
        ...frame,
        status: 'invalid',
        cause: 'agent-died',
        reason: DIED,
      }
    : {
        ...frame,
        status: 'measured',
        windows: {
          measure: windowOf(shape, 0, measureS, 1, random),
          ...Object.fromEntries(
            (shape.windows ?? []).map((w) => [w.name, windowOf(shape, w.fromS, w.toS, w.slower, random)]),
          ),
        },
        ledger: {
          sent: total,
          acknowledged: shape.qos ? total - lost : 0,
          received: total - lost,
          owed: total,
          lost,
          duplicated: 0,
          reordered: 0,
          foreign: 0,
          unowed: 0,
          losers: lost
            ? [
                { client: 'devices-17', owed: 5, lost: 5, silent: true },
                { client: 'devices-99', owed: 50, lost: lost - 5, silent: false },
              ]
            : [],
        },
        targetFaults: [],
        targetDown: null,
      };
  const observation = observationOf(shape, measureS, random);
  const p99 = invalid ? null : shape.medianMs * 4.1;
  const n = (shape.clients / PERIOD_S) * measureS;
  const slo = [
    sloOf(shape.qos ? 'publish.ack.p99' : 'delivery.p99', BOUND_MS, 'ms', p99, invalid ? 0 : n),
    sloOf('lost', 0, '', invalid ? null : lost, invalid ? 0 : n),
  ];
  return {
    suite: shape.suite ?? 'suites/mqtt/telemetry.slo.ts',
    title: shape.title ?? 'telemetry',
    parameters: shape.parameters ?? {
      clients: shape.clients,
      qos: shape.qos,
      ...(shape.repeat ? { repeat: shape.repeat } : {}),
    },
    planHash: `plan-${shape.clients}-${shape.qos}`,
    verdict: shape.verdict,
    reasons: result.status === 'invalid' ? [result.reason] : [],
    slo,
    metrics: allMetrics(result, observation),
    target: {
      kind: 'native',
      label: 'mqtt://127.0.0.1:1883',
      version: 'mosquitto version 2.0.11',
      image: null,
      configuration: 'c0ffee',
      quota: null,
    },
    disagreements: lost
      ? [`the broker dropped ${lost - 2} messages by its own count, the ledger counts ${lost} lost`]
      : [],
    warnings: [],
    runs: [{ result, observation }],
    durationMs: (measureS + 6) * 1000,
  };
}

/** As a cell saves them, after a change to its one run. */
export const metricsOf = ({ runs }: Cell): Cell['metrics'] =>
  Object.assign({}, ...runs.map(({ result, observation }) => allMetrics(result, observation)));

/** A copy of a cell whose run was changed, with the metrics that follow. */
export function edited(cell: Cell, change: (run: MeasuredRun) => void): Cell {
  const copy = structuredClone(cell);
  for (const { result } of copy.runs) if (result.status === 'measured') change(result);
  return { ...copy, metrics: metricsOf(copy) };
}

export const sweepShapes: readonly CellShape[] = [
  { clients: 500, qos: 0, verdict: 'pass', medianMs: 0.9 },
  { clients: 1000, qos: 0, verdict: 'pass', medianMs: 1.3 },
  { clients: 2000, qos: 0, verdict: 'pass', medianMs: 2.1 },
  { clients: 4000, qos: 0, verdict: 'invalid', medianMs: 9 },
  { clients: 500, qos: 1, verdict: 'pass', medianMs: 1.1 },
  { clients: 1000, qos: 1, verdict: 'pass', medianMs: 1.7 },
  { clients: 2000, qos: 1, verdict: 'pass', medianMs: 3.2 },
  { clients: 4000, qos: 1, verdict: 'fail', medianMs: 310, lost: 12 },
];

export const disturbanceShape: CellShape = {
  suite: 'suites/mqtt/disturbance.slo.ts',
  title: '1,000 clients come and go',
  clients: 3000,
  qos: 1,
  verdict: 'pass',
  medianMs: 3,
  parameters: {},
  windows: [
    { name: 'before', fromS: 0, toS: 20, slower: 1 },
    { name: 'during', fromS: 20, toS: 40, slower: 25 },
    { name: 'after', fromS: 40, toS: 60, slower: 1.05 },
  ],
};

export function resultsOf(cells: readonly Cell[]): Results {
  return {
    version: 1,
    protocol: 'mqtt',
    startedAt: '2026-03-01T12:00:00.000Z',
    finishedAt: '2026-03-01T12:06:40.000Z',
    interrupted: false,
    tidemark: '0.1.0',
    command:
      'npx tidemark matrix suites/mqtt/telemetry.slo.ts --clients 500,1000,2000,4000 --for 30s --broker native',
    fingerprint: {
      environment: {
        cpu: 'AMD EPYC 7763',
        cores: 2,
        memoryBytes: 24 * 2 ** 30,
        os: 'Debian GNU/Linux 12',
        kernel: '6.1.0',
        node: '26.10.0',
        targetKind: 'native',
        quota: null,
      },
      subject: {
        commit: '7b7d198',
        dirty: false,
        version: 'mosquitto version 2.0.11',
        image: null,
        configuration: 'c0ffee',
      },
    },
    cells,
  };
}

/** The whole of it: eight cells of a sweep, then a disturbance. */
export const sampleResults = (): Results => resultsOf([...sweepShapes, disturbanceShape].map(cellOf));

/** The sample after a change. */
export function editedResults(change: (results: Results) => void): Results {
  const copy = structuredClone(sampleResults());
  change(copy);
  return copy;
}
