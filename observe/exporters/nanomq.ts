/** NanoMQ, by the endpoint of its REST API for Prometheus (`/api/v4/prometheus`). Pure. */
import type { CounterSource, ProcessSource } from './source.ts';

const MEMORY = 'nanomq_memory_usage';

/** Its CPU is a share of the machine since whoever scraped it last, of which no figure can be made. */
export const nanomqProcess: ProcessSource = {
  name: MEMORY,
  understands: (scrape) => scrape.sum(MEMORY) !== null,
  between: (_, now) => ({ cpuPercent: null, residentBytes: now.sum(MEMORY) }),
  residentBytes: (scrape) => scrape.sum(MEMORY),
};

export const nanomq: CounterSource = {
  name: 'nanomq_*',
  understands: (scrape) => scrape.sum('nanomq_messages_received') !== null,
  version: () => 'NanoMQ',
  received: 'nanomq_messages_received',
  sent: 'nanomq_messages_sent',
  dropped: 'nanomq_messages_dropped',
  held: null,
  key: [
    { name: 'nanomq_connections_count', kind: 'level', meaning: 'clients connected' },
    { name: 'nanomq_subscribers_count', kind: 'level', meaning: 'subscribers' },
    { name: 'nanomq_messages_received', kind: 'count', meaning: 'messages in' },
    { name: 'nanomq_messages_sent', kind: 'count', meaning: 'messages out' },
    { name: 'nanomq_messages_dropped', kind: 'count', meaning: 'messages thrown away: a loss by the broker' },
  ],
};
