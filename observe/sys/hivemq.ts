/** HiveMQ with its extension for `$SYS` (the README and the topics of hivemq-sys-topic-plugin). */
import type { SysDialect } from './dialect.ts';

export const hivemq: SysDialect = {
  mark: /^\$SYS\/broker\/messages\/publish\//,
  counter: /^\$SYS\/broker\/(.+)/,
  version: /^\$SYS\/broker\/version$/,
  product: 'HiveMQ',
  received: ['messages/publish/received'],
  sent: ['messages/publish/sent'],
  dropped: ['messages/publish/dropped'],
  held: [],
  key: [
    { topics: ['clients/connected'], kind: 'level', meaning: 'clients connected, the watcher included' },
    { topics: ['subscriptions/count'], kind: 'level', meaning: 'subscriptions, the watcher included' },
    { topics: ['messages/retained/count'], kind: 'level', meaning: 'retained messages' },
    {
      topics: ['messages/publish/dropped'],
      kind: 'count',
      meaning: 'messages thrown away: a loss by the broker',
    },
    { topics: ['messages/publish/received'], kind: 'count', meaning: 'PUBLISH packets in' },
    {
      topics: ['messages/publish/sent'],
      kind: 'count',
      meaning: 'PUBLISH packets out, $SYS to the watcher included',
    },
    { topics: ['messages/received'], kind: 'count', meaning: 'packets of all types in' },
    { topics: ['messages/sent'], kind: 'count', meaning: 'packets of all types out' },
    { topics: ['load/bytes/received'], kind: 'count', meaning: 'bytes in' },
    { topics: ['load/bytes/sent'], kind: 'count', meaning: 'bytes out' },
  ],
};
