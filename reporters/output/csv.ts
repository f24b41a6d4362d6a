import { bySecond } from './by-second.ts';

export const csv = bySecond(
  'mqtt-results.stats.csv, mqtt-results.latency.csv: counts and latencies second by second',
  async (results) => {
    const { tablesOf } = await import('../csv/tables.ts');
    const tables = tablesOf(results);
    return tables && { 'stats.csv': tables.stats, 'latency.csv': tables.latency };
  },
);
