import { join } from 'node:path';
import type { Output } from './output.ts';

const files = () => import('../../saved/results-file.ts');

export const hlog: Output = {
  description:
    'mqtt-results.hlog, http-results.hlog: latencies second by second, for the tools of HdrHistogram',
  byDefault: false,
  bySecond: true,
  open: ({ folder }) => ({
    replaces: true,
    start: async () => (await files()).proveFolder(folder),
    stop: async (results) => {
      const { histogramLog } = await import('../hlog/log.ts');
      const { replaceFile } = await import('../../saved/replace-file.ts');
      const { redact } = await import('../../text/redact.ts');
      const { inFolder, stemOf } = await files();
      const log = histogramLog(redact(results));
      if (log === null) return [];
      const path = join(folder, `${stemOf(results)}.hlog`);
      await inFolder(folder, () => replaceFile(path, log));
      return [path];
    },
  }),
};
