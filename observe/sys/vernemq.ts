/** VerneMQ with `systree_enabled = on` (its metrics, with / for _, below the name of the node). It tells no version. */
import type { SysDialect } from './dialect.ts';

export const vernemq: SysDialect = {
  mark: /^\$SYS\/[^/@]+@[^/@]+\//,
  counter: /^\$SYS\/[^/@]+@[^/@]+\/(.+)$/s,
  version: null,
  product: 'VerneMQ',
  received: ['mqtt/publish/received'],
  sent: ['mqtt/publish/sent'],
  dropped: ['queue/message/drop'],
  held: [],
  key: [
    { topics: ['queue/processes'], kind: 'level', meaning: 'sessions, those of absent clients included' },
    { topics: ['router/subscriptions'], kind: 'level', meaning: 'subscriptions, the watcher included' },
    { topics: ['retain/messages'], kind: 'level', meaning: 'retained messages' },
    { topics: ['vm/memory/total'], kind: 'level', meaning: 'bytes of memory in use' },
    {
      topics: ['queue/message/drop'],
      kind: 'count',
      meaning: 'messages thrown away because a queue was full: a loss by the broker',
    },
    {
      topics: ['queue/message/expired'],
      kind: 'count',
      meaning: 'messages that expired before they were delivered',
    },
    { topics: ['mqtt/publish/received'], kind: 'count', meaning: 'PUBLISH packets in' },
    {
      topics: ['mqtt/publish/sent'],
      kind: 'count',
      meaning: 'PUBLISH packets out, $SYS to the watcher included',
    },
    { topics: ['bytes/received'], kind: 'count', meaning: 'bytes in' },
    { topics: ['bytes/sent'], kind: 'count', meaning: 'bytes out' },
  ],
};
