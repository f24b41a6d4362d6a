/** The metrics of groups of MQTT clients. */
import { OBSERVED_ROWS } from './observed.ts';
import { REQUEST_ROWS, type RequestEvent } from './requests.ts';
import type { MetricRows } from './row.ts';

type MqttEvent =
  | 'connect'
  | 'subscribe'
  | 'publish'
  | 'acknowledgement'
  | 'delivery'
  | 'return'
  | 'handshake'
  | 'resumption'
  | 'drained'
  | 'will'
  | RequestEvent
  | 'answer';

/** Response time counts from the intended time, service time from the real write. */
export const MQTT_ROWS = {
  latencies: {
    connect: {
      event: 'connect',
      setup: true,
      meaning:
        'from the time when a client was to connect to the CONNACK; a connection that failed counts at its time-out. Returns by `cycle` are in it, those after a loss are not',
    },
    'connect.tcp': {
      event: 'connect',
      setup: true,
      meaning: 'from the start of the TCP connection to its establishment',
    },
    'connect.tls': {
      event: 'connect',
      setup: true,
      meaning: 'from the established TCP connection to the end of the TLS handshake',
    },
    'connect.ws': {
      event: 'connect',
      setup: true,
      meaning: 'from the request for a WebSocket upgrade to its answer',
    },
    'connect.mqtt': { event: 'connect', setup: true, meaning: 'from CONNECT to CONNACK' },
    'subscribe.ack': { event: 'subscribe', setup: true, meaning: 'from SUBSCRIBE to SUBACK' },
    'subscribe.retained': {
      event: 'subscribe',
      setup: true,
      meaning: 'from SUBSCRIBE to the last of the retained messages that the plan expects',
    },
    'publish.ack': {
      event: 'acknowledgement',
      service: 'publish.ack.service',
      meaning:
        'response time: from the intended time of a QoS 1 message to its PUBACK, of a QoS 2 message to its PUBCOMP',
    },
    'publish.pubrec': {
      event: 'acknowledgement',
      meaning: 'response time: from the intended time of a QoS 2 message to its PUBREC',
    },
    'publish.ack.service': {
      event: 'acknowledgement',
      meaning:
        'service time: from the real write of a QoS 1 message to its PUBACK, of a QoS 2 message to its PUBCOMP',
    },
    'schedule.lag': {
      event: 'publish',
      source: 'generator',
      better: null,
      meaning: 'how late the generator wrote a message its client was free to send',
    },
    delivery: {
      event: 'delivery',
      service: 'delivery.service',
      meaning: 'response time: from the intended time of a message to its arrival at a subscriber',
    },
    'delivery.service': {
      event: 'delivery',
      meaning: 'service time: from the real write of a message to its arrival; payloads of 20 B and more',
    },
    reconnect: {
      event: 'return',
      meaning:
        'from the loss of a connection, or from the time when a client that left was to return, until it is connected and subscribed again',
    },
    'resume.connack': {
      event: 'resumption',
      meaning:
        'from the time when a client was to connect again to the CONNACK that takes up its session (Session Present)',
    },
    'resume.drained': {
      event: 'drained',
      meaning:
        'from the time when a client was to connect again to the arrival of the last message that its session kept for it',
    },
    ...REQUEST_ROWS.latencies,
    'will.delivery': {
      event: 'will',
      meaning:
        'from the time when a will was due (the end of its connection, or the end of its delay) to its arrival at a subscriber',
    },
  },
  figures: {
    'connect.rate': {
      event: 'connect',
      setup: true,
      dimension: 'rate',
      better: 'higher',
      meaning: 'clients connected a second',
    },
    'connect.failed': {
      event: 'connect',
      setup: true,
      dimension: 'count',
      better: 'lower',
      meaning:
        'connections that were refused, or had no CONNACK by their time-out; returns by `cycle` are counted',
    },
    'connect.resumed': {
      event: 'handshake',
      dimension: 'percent',
      better: 'higher',
      windowed: false,
      meaning:
        'TLS sessions that the target took up, as a share of those that clients offered when they came back (`tls: { resume: true }`)',
    },
    'reconnect.time': {
      event: 'return',
      dimension: 'time',
      better: 'lower',
      windowed: false,
      meaning:
        'from the time when the first client was away that was to be there until all were back; the longest such time of the run',
    },
    'reconnect.failed': {
      event: 'return',
      dimension: 'count',
      better: 'lower',
      windowed: false,
      meaning: 'clients that were to come back and were not back at the end of the run',
    },
    'resume.failed': {
      event: 'resumption',
      dimension: 'count',
      better: 'lower',
      windowed: false,
      meaning: 'returns to a session that was to be kept and was not (no Session Present)',
    },
    'publish.offered': {
      event: 'publish',
      source: 'plan',
      dimension: 'rate',
      better: null,
      meaning: 'messages due by the schedule',
    },
    'publish.rate': {
      event: 'publish',
      dimension: 'rate',
      better: 'higher',
      ofOffered: 'each group',
      meaning: 'messages sent',
    },
    'delivery.rate': {
      event: 'delivery',
      dimension: 'rate',
      better: 'higher',
      meaning: 'deliveries to subscribers',
    },
    sent: {
      event: 'publish',
      dimension: 'count',
      better: 'higher',
      ofOffered: 'each group',
      meaning: 'messages written',
    },
    acknowledged: {
      event: 'acknowledgement',
      dimension: 'count',
      better: 'higher',
      ofOffered: 'each group',
      meaning: 'QoS 1 messages with a PUBACK, QoS 2 messages with a PUBCOMP',
    },
    received: {
      event: 'delivery',
      dimension: 'count',
      better: 'higher',
      meaning: 'deliveries, duplicates included',
    },
    lost: {
      event: 'delivery',
      dimension: 'count',
      better: 'lower',
      meaning: 'deliveries that were expected and never arrived',
    },
    duplicated: {
      event: 'delivery',
      dimension: 'count',
      better: 'lower',
      meaning: 'deliveries of a message already delivered',
    },
    reordered: {
      event: 'delivery',
      dimension: 'count',
      better: 'lower',
      meaning: 'deliveries numbered below the next expected one (RFC 4737, 3.3)',
    },
    foreign: {
      event: 'delivery',
      dimension: 'count',
      better: null,
      meaning: 'deliveries of messages that this run did not send',
    },
    retained: {
      event: 'subscribe',
      setup: true,
      dimension: 'count',
      better: null,
      meaning: 'retained messages that came because of a subscription; no other metric counts them',
    },
    'retained.missing': {
      event: 'subscribe',
      setup: true,
      dimension: 'count',
      better: 'lower',
      meaning:
        'retained messages that the plan expects (`subscribe: { retained: 1000 }`) and that did not come',
    },
    'shared.fairness': {
      event: 'delivery',
      dimension: 'ratio',
      better: 'higher',
      meaning:
        "how evenly the members of a shared subscription got messages, by Jain's index: 1 = all the same, 1/n = one of n all",
    },
    'shared.least': {
      event: 'delivery',
      dimension: 'percent',
      better: 'higher',
      meaning: 'messages of the member of a shared subscription that got least, as a share of the mean',
    },
    ...REQUEST_ROWS.figures,
    'broker.received': {
      source: 'broker',
      dimension: 'percent',
      group: false,
      windowed: false,
      better: 'higher',
      meaning:
        'messages that the broker counts as received (by `$SYS` or its exporter), as a share of those offered in the whole run',
    },
    'broker.dropped': {
      source: 'broker',
      dimension: 'count',
      group: false,
      windowed: false,
      better: 'lower',
      meaning: 'messages that the broker counts as dropped (by `$SYS` or its exporter)',
    },
    'target.cpu_per_message': {
      source: 'target',
      dimension: 'time',
      group: false,
      better: 'lower',
      meaning:
        'CPU time of the target for each message that it received or, where nobody publishes, delivered',
    },
    ...OBSERVED_ROWS,
  },
} as const satisfies MetricRows<MqttEvent>;

export type LatencyName = keyof typeof MQTT_ROWS.latencies;
export const MQTT_LATENCIES = Object.keys(MQTT_ROWS.latencies) as [LatencyName, ...LatencyName[]];
