/** The process that answers, by the metrics that client libraries of Prometheus export of it. Pure. */
import { rise } from './seconds.ts';
import type { ProcessSource } from './source.ts';

/** Prometheus, "Writing client libraries", Process metrics. */
const CPU = 'process_cpu_seconds_total';
const MEMORY = 'process_resident_memory_bytes';

export const processMetrics: ProcessSource = {
  name: 'process_*',
  understands: (scrape) => scrape.sum(CPU) !== null || scrape.sum(MEMORY) !== null,
  between(before, now, elapsedMs) {
    const [from, to] = [before.sum(CPU), now.sum(CPU)];
    return {
      cpuPercent: from === null || to === null ? null : (100_000 * rise(from, to)) / elapsedMs,
      residentBytes: now.sum(MEMORY),
    };
  },
  residentBytes: (scrape) => scrape.sum(MEMORY),
};
