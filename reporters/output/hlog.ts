import { bySecond } from './by-second.ts';

export const hlog = bySecond(
  'mqtt-results.hlog, http-results.hlog: latencies second by second, for the tools of HdrHistogram',
  async (results) => {
    const { histogramLog } = await import('../hlog/log.ts');
    const log = histogramLog(results);
    return log === null ? null : { hlog: log };
  },
);
