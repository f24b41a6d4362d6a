/** A broker in an Erlang machine (RabbitMQ, EMQX), by the metrics of prometheus.erl. Pure. */
import type { Scrape } from './scrape.ts';
import { rise } from './seconds.ts';
import type { ProcessSource } from './source.ts';

/** CPU of all threads of the machine. */
const CPU_MS = 'erlang_vm_statistics_runtime_milliseconds';

/** RabbitMQ knows its resident memory; else what the machine has allocated. */
const residentBytes = (scrape: Scrape): number | null =>
  scrape.sum('rabbitmq_process_resident_memory_bytes') ?? scrape.sum('erlang_vm_memory_bytes_total');

export const erlang: ProcessSource = {
  name: 'erlang_vm_*',
  understands: (scrape) => scrape.sum(CPU_MS) !== null,
  between(before, now, elapsedMs) {
    const [from, to] = [before.sum(CPU_MS), now.sum(CPU_MS)];
    return {
      cpuPercent: from === null || to === null ? null : (100 * rise(from, to)) / elapsedMs,
      residentBytes: residentBytes(now),
    };
  },
  residentBytes,
};
