/** RabbitMQ's own counters, by its plugin rabbitmq_prometheus. It publishes no `$SYS`. Pure. */
import type { CounterSource } from './source.ts';

export const rabbitmq: CounterSource = {
  name: 'rabbitmq_*',
  understands: (scrape) => scrape.sum('rabbitmq_build_info') !== null,
  version(scrape) {
    const version = scrape.of('rabbitmq_build_info')[0]?.labels.get('rabbitmq_version');
    return version === undefined ? 'RabbitMQ' : `RabbitMQ ${version}`;
  },
  received: 'rabbitmq_global_messages_received_total',
  sent: 'rabbitmq_global_messages_delivered_total',
  dropped: 'rabbitmq_global_messages_dead_lettered_maxlen_total',
  held: 'rabbitmq_queue_messages',
  key: [
    { name: 'rabbitmq_connections', kind: 'level', meaning: 'clients connected' },
    {
      name: 'rabbitmq_queue_messages',
      kind: 'level',
      meaning: 'messages held in queues: a rise under load is a queue',
    },
    {
      name: 'rabbitmq_queue_messages_unacked',
      kind: 'level',
      meaning: 'messages that were delivered and not yet acknowledged',
    },
    { name: 'rabbitmq_global_messages_received_total', kind: 'count', meaning: 'messages in' },
    { name: 'rabbitmq_global_messages_delivered_total', kind: 'count', meaning: 'messages out' },
    {
      name: 'rabbitmq_global_messages_dead_lettered_maxlen_total',
      kind: 'count',
      meaning: 'messages thrown away at a queue limit: a loss by the broker',
    },
    {
      name: 'rabbitmq_global_messages_unroutable_dropped_total',
      kind: 'count',
      meaning: 'messages that no queue wanted',
    },
  ],
};
