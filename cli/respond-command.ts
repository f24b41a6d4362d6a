/** `tidemark respond`: its options, each also by the variable that workers of mqtt-rr-bench have for it. */
import { type Command, Option } from 'commander';
import { isFilter } from '../load/mqtt/filters.ts';
import type { PoolPlan, WorkPlan } from '../load/mqtt/respond/plan.ts';
import { readWork } from '../load/mqtt/respond/work-text.ts';
import { poolInput, readPool } from '../load/mqtt/respond-input.ts';
import { portNumber } from '../text/listen-address.ts';
import { wholeNumber } from '../text/positive.ts';
import { durationMs } from '../text/units.ts';
import { reading, UsageError } from './arguments.ts';
import type { RespondAsked } from './commands.ts';

interface Given {
  readonly broker: string;
  readonly filter: string;
  readonly qos: 0 | 1 | 2;
  readonly protocol: '3.1.1' | '5';
  readonly connections: number;
  readonly min: number;
  readonly max: number;
  readonly queue: number;
  readonly scaleUp: number;
  readonly scaleDown: number;
  readonly fullWait: number;
  readonly settle: number;
  readonly onFull: PoolPlan['onFull'];
  readonly work: WorkPlan;
  readonly port: number;
  readonly host: string;
  readonly drain: number;
}

const MOST_CONNECTIONS = 10_000;

export function addRespond(program: Command, respond: (asked: RespondAsked) => Promise<void>): void {
  const command = program
    .command('respond')
    .description(
      'answer requests that come through a broker with a pool of workers, until it is told to stop (Ctrl-C, SIGTERM)',
    )
    .addHelpText(
      'after',
      '\nIt serves /health, /stats (JSON) and /metrics (Prometheus). When it is told to stop, it answers what it has before it ends.',
    );
  const option = <T>(
    flags: string,
    help: string,
    env: string,
    otherwise: string,
    read: (text: string) => T,
  ): void => {
    const one = new Option(flags, help).env(env);
    const checked = reading(`${one.long} (${env})`, read);
    command.addOption(one.default(checked(otherwise), otherwise).argParser(checked));
  };
  option(
    '--broker <url>',
    'the broker, like mqtt://127.0.0.1:1883',
    'MQTT_BROKER',
    'mqtt://127.0.0.1:1883',
    readBroker,
  );
  option(
    '--filter <filter>',
    'what to subscribe to; with $share/NAME/ each request goes to one connection',
    'MQTT_SUB',
    '$share/workers/req/+',
    readFilter,
  );
  option(
    '--qos <0|1|2>',
    'QoS of the subscription; replies have QoS 0',
    'MQTT_QOS',
    '0',
    oneOf([0, 1, 2], Number),
  );
  option(
    '--protocol <version>',
    'MQTT version: 3.1.1 or 5',
    'MQTT_PROTOCOL',
    '5',
    oneOf(['3.1.1', '5'], String),
  );
  option('--connections <count>', 'connections to the broker', 'CONNECTIONS', '10', (text) =>
    atMost(MOST_CONNECTIONS, text),
  );
  option('--min <count>', 'workers at the least', 'MIN_WORKERS', '10', (text) => wholeNumber(text));
  option('--max <count>', 'workers at the most', 'MAX_WORKERS', '1000', (text) => wholeNumber(text));
  option('--queue <count>', 'requests that wait for a worker at the most', 'QUEUE_CAP', '100000', (text) =>
    wholeNumber(text),
  );
  option(
    '--scale-up <share>',
    'more workers above this pressure: how full the queue is, or how long requests wait of --full-wait',
    'SCALE_UP_THRESHOLD',
    '0.7',
    share,
  );
  option(
    '--scale-down <share>',
    'fewer workers once the pressure was below this for --settle',
    'SCALE_DOWN_THRESHOLD',
    '0.2',
    share,
  );
  option(
    '--full-wait <duration>',
    'the wait that counts as much as a full queue',
    'FULL_WAIT',
    '20ms',
    durationMs,
  );
  option(
    '--settle <duration>',
    'how long the pressure is low before there are fewer workers',
    'SETTLE',
    '5s',
    durationMs,
  );
  option(
    '--work <work>',
    'what a worker does with a request: none, sleep:5ms or cpu:1ms',
    'MODE',
    'none',
    readMode,
  );
  option(
    '--on-full <what>',
    'what becomes of a request that finds the queue full: drop or wait',
    'DROP_ON_FULL',
    'drop',
    readOnFull,
  );
  option(
    '--port <port>',
    'where /health, /stats and /metrics are served; 0 = any free port',
    'PORT',
    '8080',
    portNumber,
  );
  option('--host <address>', 'the address it listens on', 'HOST', '127.0.0.1', String);
  option(
    '--drain <duration>',
    'how long it answers what it has, once it is told to stop',
    'DRAIN',
    '10s',
    durationMs,
  );
  command.action(
    async ({ min, max, queue, scaleUp, scaleDown, fullWait, settle, onFull, drain, ...given }: Given) => {
      const pool = { min, max, queue, scaleUp, scaleDown, onFull };
      const checked = poolInput.safeParse(pool);
      if (!checked.success) {
        const [{ path, message } = { path: [], message: '' }] = checked.error.issues;
        throw new UsageError(`--${dashed(String(path[0]))}: ${message}.`);
      }
      const read = readPool({ ...checked.data, fullWait, settle }, (field, message) => {
        throw new UsageError(
          `--${dashed(field)}: ${message.replace(/\b(max|scaleUp)\b/, (name) => `--${dashed(name)}`)}`,
        );
      });
      await respond({ ...given, drainMs: drain, pool: read });
    },
  );
}

/** `scaleUp` as it is written on the command line. */
const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `tcp:` is how other tools write it. */
function readBroker(text: string): string {
  const url = text.replace(/^tcp:/, 'mqtt:');
  if (!URL.canParse(url) || !/^(mqtts?|wss?):$/.test(new URL(url).protocol) || new URL(url).hostname === '')
    throw new RangeError(`the URL of a broker is required, like mqtt://127.0.0.1:1883; got "${text}".`);
  return url;
}

function readFilter(text: string): string {
  if (text === '' || !isFilter(text))
    throw new RangeError(
      `a topic filter is required, + a whole level, # the last one (OASIS MQTT 4.7.1); got "${text}".`,
    );
  return text;
}

/** Of mqtt-rr-bench: `health` answers at once; `sleep` and `cpu` say no time there. */
const MODES: Readonly<Record<string, string>> = { health: 'none', sleep: 'sleep 5ms', cpu: 'cpu 1ms' };
const readMode = (text: string): WorkPlan => readWork(MODES[text] ?? text);

/** `DROP_ON_FULL` is true or false. */
const readOnFull = (text: string): PoolPlan['onFull'] =>
  oneOf(['drop', 'wait'], String)({ true: 'drop', false: 'wait' }[text] ?? text);

const oneOf =
  <const T>(values: readonly T[], read: (text: string) => unknown) =>
  (text: string): T => {
    const value = values.find((one) => one === read(text));
    if (value === undefined) throw new RangeError(`${values.join(' or ')} is required; got "${text}".`);
    return value;
  };

function share(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= 0 && value <= 1)) throw new RangeError(`A share from 0 to 1 is required; got "${text}".`);
  return value;
}

function atMost(most: number, text: string): number {
  const value = wholeNumber(text);
  if (value > most) throw new RangeError(`At most ${most} is required; got "${text}".`);
  return value;
}
