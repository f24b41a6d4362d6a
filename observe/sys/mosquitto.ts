/** mosquitto (`mosquitto(8)`, Broker status), and the embedded aedes, which speaks as it does. */
import type { KeyTopic, SysDialect } from './dialect.ts';

/** What the seed study (mqtt-malaria 500-byte runs) looked at. */
const KEY: readonly KeyTopic[] = [
  {
    topics: ['clients/connected', 'clients/active'],
    kind: 'level',
    meaning: 'clients connected, the watcher included',
  },
  {
    topics: ['load/messages/received/1min'],
    kind: 'level',
    meaning: 'packets in per minute, averaged over 1 minute',
  },
  {
    topics: ['load/messages/sent/1min'],
    kind: 'level',
    meaning: 'packets out per minute, averaged over 1 minute',
  },
  {
    topics: ['load/bytes/received/1min'],
    kind: 'level',
    meaning: 'bytes in per minute, averaged over 1 minute',
  },
  {
    topics: ['load/bytes/sent/1min'],
    kind: 'level',
    meaning: 'bytes out per minute, averaged over 1 minute',
  },
  {
    topics: ['store/messages/count', 'messages/stored'],
    kind: 'level',
    meaning: 'messages held, retained ones included: a rise under load is a queue',
  },
  { topics: ['heap/current', 'heap/current size'], kind: 'level', meaning: 'bytes of heap in use' },
  { topics: ['subscriptions/count'], kind: 'level', meaning: 'subscriptions, the watcher included' },
  { topics: ['retained messages/count'], kind: 'level', meaning: 'retained messages, $SYS included' },
  {
    topics: ['publish/messages/dropped', 'messages/dropped'],
    kind: 'count',
    meaning: 'messages thrown away at a queue limit: a loss by the broker',
  },
  {
    topics: ['publish/messages/received'],
    kind: 'count',
    meaning: 'PUBLISH packets in; mosquitto leaves out retained ones',
  },
  {
    topics: ['publish/messages/sent'],
    kind: 'count',
    meaning:
      'PUBLISH packets out, $SYS to the watcher included; mosquitto before 2.0.15 leaves out those of QoS 1 and 2 over WebSocket',
  },
  { topics: ['messages/received'], kind: 'count', meaning: 'packets of all types in' },
  { topics: ['messages/sent'], kind: 'count', meaning: 'packets of all types out' },
];

export const mosquitto: SysDialect = {
  mark: null,
  counter: /^\$SYS\/broker\/(.+)/,
  version: /^\$SYS\/broker\/version$/,
  product: '',
  received: ['publish/messages/received'],
  sent: ['publish/messages/sent'],
  dropped: ['publish/messages/dropped'],
  held: ['store/messages/count', 'messages/stored'],
  key: KEY,
};
