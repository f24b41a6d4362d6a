/** EMQX (its documents, System Topic). What is waiting in it is not published. */
import type { SysDialect } from './dialect.ts';

const NODE = String.raw`^\$SYS\/brokers\/[^/]+\/`;

export const emqx: SysDialect = {
  mark: new RegExp(`${NODE}(?:metrics|stats)/`),
  counter: new RegExp(`${NODE}((?:metrics|stats)/.+)`),
  version: new RegExp(`${NODE}version$`),
  product: 'EMQX',
  received: ['metrics/packets/publish/received'],
  sent: ['metrics/packets/publish/sent'],
  // `messages/dropped` counts those that nobody subscribed to, too.
  dropped: ['metrics/delivery/dropped'],
  held: [],
  key: [
    {
      topics: ['stats/connections/count'],
      kind: 'level',
      meaning: 'clients connected, the watcher included',
    },
    { topics: ['stats/subscriptions/count'], kind: 'level', meaning: 'subscriptions, the watcher included' },
    { topics: ['stats/retained/count'], kind: 'level', meaning: 'retained messages' },
    {
      topics: ['metrics/delivery/dropped'],
      kind: 'count',
      meaning: 'messages thrown away on the way to a client: a loss by the broker',
    },
    {
      topics: ['metrics/messages/dropped'],
      kind: 'count',
      meaning: 'messages thrown away, those without a subscriber included',
    },
    { topics: ['metrics/packets/publish/received'], kind: 'count', meaning: 'PUBLISH packets in' },
    {
      topics: ['metrics/packets/publish/sent'],
      kind: 'count',
      meaning: 'PUBLISH packets out, $SYS to the watcher included',
    },
    { topics: ['metrics/packets/received'], kind: 'count', meaning: 'packets of all types in' },
    { topics: ['metrics/packets/sent'], kind: 'count', meaning: 'packets of all types out' },
    { topics: ['metrics/bytes/received'], kind: 'count', meaning: 'bytes in' },
    { topics: ['metrics/bytes/sent'], kind: 'count', meaning: 'bytes out' },
  ],
};
