/**
 * Whether reported service times are true: the loopback is captured during a run, and the times of the capture, as tshark
 * reads them, stand beside those of the report. PUBLISH to PUBACK, PUBLISH to PUBCOMP, MQTT
 * request to reply, HTTP request to answer. Table and a line of JSON to stdout, progress to stderr; ends with 1 where the two
 * disagree, and with 125 where nothing could be compared. Linux, root; Debian packages tcpdump and tshark.
 */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { conduct } from '../load/fleet/conductor.ts';
import { decodeHistogram, type Histogram } from '../load/histogram.ts';
import { HTTP } from '../load/http/kind.ts';
import { readHttpPlan } from '../load/http/plan-input.ts';
import { MQTT } from '../load/mqtt/kind.ts';
import { type MqttPlanInput, readPlan } from '../load/mqtt/plan-input.ts';
import type { MeasuredRun } from '../load/mqtt/result.ts';
import { startBroker } from '../targets/broker/start.ts';
import { startSite } from '../targets/site/start.ts';
import { type Duration, durationMs, type Rate } from '../text/units.ts';
import { type Agreement, agreementOf, agreementsTable } from './truth/agreement.ts';
import { CaptureError, whileCapturing } from './truth/capture.ts';
import { httpExchanges, mqttExchanges, requestExchanges } from './truth/dissection.ts';
import type { Exchange } from './truth/exchanges.ts';

const options = new Command('bench:truth')
  .description('service times of the report beside those of a capture of the loopback')
  .option('--for <duration>', 'measured time of each run', '10s')
  .option('--messages <rate>', 'of MQTT', '1000/s')
  .option('--requests <rate>', 'of HTTP', '300/s')
  .option('--broker <kind>', 'as tidemark run takes it', 'auto')
  .parse()
  .opts<{ for: Duration; messages: Rate; requests: Rate; broker: string }>();

/** What a run reported, and when it measured. */
interface Reported {
  readonly service: Histogram;
  /** Wall clock. */
  readonly fromMs: number;
}
const CLIENTS = 100;
const PHASES = { warmup: '2s', measure: options.for, drain: '1s' } as const;

const folder = await mkdtemp(join(tmpdir(), 'tidemark-truth-'));
try {
  const agreements = {
    'PUBLISH to PUBACK, QoS 1': await ofMessages(1),
    'PUBLISH to PUBCOMP, QoS 2': await ofMessages(2),
    'MQTT request to reply': await ofReplies(),
    'HTTP request to answer': await ofRequests(),
  };
  const agrees = Object.values(agreements).every((one) => one.agrees);
  console.log(agreementsTable(agreements));
  console.log(`\n${JSON.stringify({ node: process.version, agrees, agreements })}`);
  process.exitCode = agrees ? 0 : 1;
} catch (error) {
  if (!(error instanceof CaptureError)) throw error;
  console.error(error.message);
  process.exitCode = 125;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function ofMessages(qos: 1 | 2): Promise<Agreement> {
  const publish = { topic: 'truth/{client}', payload: '100B', qos, rate: options.messages } as const;
  return ofMqtt(`QoS ${qos}`, {
    groups: { devices: { clients: CLIENTS, publish } },
    reported: ({ devices }) => devices!.latencies['publish.ack.service'],
    exchanges: (file, port) => mqttExchanges(file, port, qos === 1 ? 4 : 7),
  });
}

/** MQTT 3.1.1, whose payloads say which reply is of which request. */
async function ofReplies(): Promise<Agreement> {
  const connect = { protocol: '3.1.1' } as const;
  const request = {
    topic: 'req/{shard}',
    payload: '100B',
    timeout: PHASES.drain,
    rate: options.messages,
  } as const;
  return ofMqtt('requests', {
    groups: {
      workers: { clients: 4, connect, respond: { filter: '$share/workers/req/+' } },
      askers: { clients: 10 * CLIENTS, connections: CLIENTS / 10, connect, request },
    },
    reported: ({ askers }) => askers!.latencies['request.service'],
    exchanges: requestExchanges,
  });
}

interface MqttLoad {
  readonly groups: MqttPlanInput['groups'];
  /** Of the groups in the measure phase. */
  readonly reported: (groups: MeasuredGroups) => string | undefined;
  /** Of a capture and the broker's port. */
  readonly exchanges: (file: string, port: number) => Promise<Exchange[]>;
}
type MeasuredGroups = MeasuredRun['windows'][string]['groups'];

async function ofMqtt(what: string, { groups, reported, exchanges }: MqttLoad): Promise<Agreement> {
  console.error(`MQTT, ${what}: ${options.messages} for ${options.for}`);
  const broker = await startBroker({ choice: options.broker, noDelay: true });
  try {
    const plan = readPlan({ groups, ...PHASES }, broker);
    const file = join(folder, `${what}.pcap`);
    const told = await whileCapturing(broker.port, file, async (): Promise<Reported> => {
      const result = await conduct(MQTT, plan);
      if (result.status === 'invalid') throw new Error(result.reason);
      return reportedOf(reported(result.windows.measure!.groups), result.startedAt);
    });
    return compared(await exchanges(file, broker.port), told);
  } finally {
    await broker.stop();
  }
}

async function ofRequests(): Promise<Agreement> {
  console.error(`HTTP: ${options.requests} for ${options.for}`);
  const site = await startSite({ choice: 'embedded' });
  try {
    const page = { get: '/accounts/login/', expect: { contains: 'Log in' } };
    const plan = readHttpPlan(
      { users: CLIENTS, tasks: { page }, arrivals: options.requests, ...PHASES },
      { url: site.url },
    );
    const file = join(folder, 'http.pcap');
    const reported = await whileCapturing(site.port, file, async (): Promise<Reported> => {
      const result = await conduct(HTTP, plan);
      if (result.status === 'invalid') throw new Error(result.reason);
      const { latencies, failed, failedBy } = result.windows.measure!.tasks.page!;
      if (failed > 0) throw new Error(`requests failed: ${JSON.stringify(failedBy)}`);
      return reportedOf(latencies['http.service'], result.startedAt);
    });
    return compared(await httpExchanges(file, site.port), reported);
  } finally {
    await site.stop();
  }
}

function reportedOf(service: string | undefined, startedAt: string): Reported {
  if (service === undefined) throw new Error('nothing that was sent in the run was answered');
  return { service: decodeHistogram(service), fromMs: Date.parse(startedAt) };
}

/** Of what was captured, the measure phase counts. */
function compared(exchanges: readonly Exchange[], { service, fromMs }: Reported): Agreement {
  const toMs = fromMs + durationMs(options.for);
  return agreementOf(
    exchanges.filter(({ atMs }) => atMs >= fromMs && atMs < toMs),
    service,
  );
}
