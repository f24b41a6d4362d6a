/** The latencies: what each is measured from and to. */

/** Of groups of MQTT clients. Response time counts from the intended time, service time from the real write. */
export const MQTT_LATENCY_MEANINGS = {
  connect: 'from the start of the TCP connection to the CONNACK',
  'connect.tcp': 'from the start of the TCP connection to its establishment',
  'connect.mqtt': 'from CONNECT to CONNACK',
  'subscribe.ack': 'from SUBSCRIBE to SUBACK',
  'publish.ack': 'response time: from the intended time of a QoS 1 message to its PUBACK',
  'publish.ack.service': 'service time: from the real write of a QoS 1 message to its PUBACK',
  'schedule.lag': 'how late the generator wrote a message its client was free to send',
  delivery: 'response time: from the intended time of a message to its arrival at a subscriber',
  'delivery.service':
    'service time: from the real write of a message to its arrival; payloads of 20 B and more',
} as const;
export type LatencyName = keyof typeof MQTT_LATENCY_MEANINGS;
export const MQTT_LATENCIES = Object.keys(MQTT_LATENCY_MEANINGS) as [LatencyName, ...LatencyName[]];

/** Of the tasks of virtual users. */
export const TASK_LATENCY_MEANINGS = {
  http: 'response time: from when a task was due to the end of its answer, redirects included; of successes',
  'http.service': 'service time: from when the generator began on the task to the end of its answer',
  'schedule.lag': 'how late the generator began on a task its user was free to begin',
} as const;
export type TaskLatencyName = keyof typeof TASK_LATENCY_MEANINGS;
export const TASK_LATENCIES = Object.keys(TASK_LATENCY_MEANINGS) as [TaskLatencyName, ...TaskLatencyName[]];

/** Of virtual users, those of their tasks included. */
export const HTTP_LATENCY_MEANINGS = {
  ...TASK_LATENCY_MEANINGS,
  login: 'from when a user was to come to the end of its log-in',
  'login.service': 'from when the generator began on a log-in to its end',
} as const;
export type HttpLatencyName = keyof typeof HTTP_LATENCY_MEANINGS;
