/** The metrics that are no latency: dimension, which way they ought to move, meaning. */

/** Canonical units: every figure of a dimension is given in it. A ratio of 1 means "as before". */
export const UNIT = { time: 'ms', rate: '/s', count: '', percent: '%', size: 'B', ratio: '' } as const;
export type Dimension = keyof typeof UNIT;

export type Better = 'lower' | 'higher';

interface FigureRow {
  readonly dimension: Dimension;
  readonly group: boolean;
  /** Differs from window to window. */
  readonly windowed: boolean;
  /** Null: it says what was asked for, or how the generator fared; nothing is judged by it. */
  readonly better: Better | null;
  readonly meaning: string;
}

/** Of MQTT runs. `group`: also for one group (`devices/sent`). */
export const FIGURES = {
  'connect.rate': {
    dimension: 'rate',
    group: true,
    windowed: false,
    better: 'higher',
    meaning: 'clients connected a second',
  },
  'connect.failed': {
    dimension: 'count',
    group: true,
    windowed: false,
    better: 'lower',
    meaning: 'clients that had no CONNACK by their time-out',
  },
  'publish.offered': {
    dimension: 'rate',
    group: true,
    windowed: true,
    better: null,
    meaning: 'messages due by the schedule',
  },
  'publish.rate': {
    dimension: 'rate',
    group: true,
    windowed: true,
    better: 'higher',
    meaning: 'messages sent',
  },
  'delivery.rate': {
    dimension: 'rate',
    group: true,
    windowed: true,
    better: 'higher',
    meaning: 'deliveries to subscribers',
  },
  sent: { dimension: 'count', group: true, windowed: true, better: 'higher', meaning: 'messages written' },
  acknowledged: {
    dimension: 'count',
    group: true,
    windowed: true,
    better: 'higher',
    meaning: 'QoS 1 messages with a PUBACK',
  },
  received: {
    dimension: 'count',
    group: true,
    windowed: true,
    better: 'higher',
    meaning: 'deliveries, duplicates included',
  },
  lost: {
    dimension: 'count',
    group: true,
    windowed: true,
    better: 'lower',
    meaning: 'deliveries owed that never came',
  },
  duplicated: {
    dimension: 'count',
    group: true,
    windowed: true,
    better: 'lower',
    meaning: 'deliveries of a message already delivered',
  },
  reordered: {
    dimension: 'count',
    group: true,
    windowed: true,
    better: 'lower',
    meaning: 'deliveries numbered below the next expected one (RFC 4737, 3.3)',
  },
  foreign: {
    dimension: 'count',
    group: true,
    windowed: true,
    better: null,
    meaning: "deliveries of another run's messages, or of nobody's",
  },
  'broker.received': {
    dimension: 'percent',
    group: false,
    windowed: false,
    better: 'higher',
    meaning:
      'messages the broker counts as received (`$SYS`), of those offered in the whole run that it counts',
  },
  'broker.dropped': {
    dimension: 'count',
    group: false,
    windowed: false,
    better: 'lower',
    meaning: 'dropped, as it counts',
  },
  drift: {
    dimension: 'ratio',
    group: true,
    windowed: true,
    better: 'lower',
    meaning: 'mean response time of the last third of the window over that of the first',
  },
  'target.cpu': {
    dimension: 'percent',
    group: false,
    windowed: true,
    better: 'lower',
    meaning: 'mean CPU of the target, percent of one core',
  },
  'target.memory': {
    dimension: 'size',
    group: false,
    windowed: true,
    better: 'lower',
    meaning: 'most resident memory of the target',
  },
  'target.memory_per_connection': {
    dimension: 'size',
    group: false,
    windowed: true,
    better: 'lower',
    meaning: 'most resident memory less that before the first client, over connected clients',
  },
  'target.cpu_per_message': {
    dimension: 'time',
    group: false,
    windowed: true,
    better: 'lower',
    meaning: 'one core of the target for each message it received or, where nobody publishes, delivered',
  },
  'system.cpu.idle.min': {
    dimension: 'percent',
    group: false,
    windowed: true,
    better: 'higher',
    meaning: "idle CPU of the target's machine in its busiest second",
  },
  'generator.cpu': {
    dimension: 'percent',
    group: false,
    windowed: false,
    better: null,
    meaning: 'CPU of the busiest agent, percent of one core',
  },
  'generator.loop.utilization': {
    dimension: 'percent',
    group: false,
    windowed: false,
    better: null,
    meaning: 'busy share of the event loop of the busiest agent',
  },
} as const satisfies Record<string, FigureRow>;

/** Of HTTP runs. `group`: also for one task (`device/http.failed`). */
export const HTTP_FIGURES = {
  'http.rate': {
    dimension: 'rate',
    group: true,
    windowed: true,
    better: 'higher',
    meaning: 'tasks that succeeded',
  },
  'http.failed': {
    dimension: 'count',
    group: true,
    windowed: true,
    better: 'lower',
    meaning: 'tasks that failed, by any cause',
  },
  'http.failed.share': {
    dimension: 'percent',
    group: true,
    windowed: true,
    better: 'lower',
    meaning: 'tasks that failed, of all that ended',
  },
  'login.failed': {
    dimension: 'count',
    group: false,
    windowed: false,
    better: 'lower',
    meaning: 'users that could not log in',
  },
  apdex: {
    dimension: 'ratio',
    group: true,
    windowed: true,
    better: 'higher',
    meaning: 'tasks answered within T, and half of those within 4 T, of all (Apdex 1.1)',
  },
  drift: FIGURES.drift,
  'target.cpu': FIGURES['target.cpu'],
  'target.memory': FIGURES['target.memory'],
  'target.memory_per_connection': FIGURES['target.memory_per_connection'],
  'target.cpu_per_request': {
    dimension: 'time',
    group: false,
    windowed: true,
    better: 'lower',
    meaning: 'one core of the target for each task that ended',
  },
  'system.cpu.idle.min': FIGURES['system.cpu.idle.min'],
  'generator.cpu': FIGURES['generator.cpu'],
  'generator.loop.utilization': FIGURES['generator.loop.utilization'],
} as const satisfies Record<string, FigureRow>;
