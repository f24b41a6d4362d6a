import { join } from 'node:path';
import type { Output } from './output.ts';

const files = () => import('../../saved/results-file.ts');

export const csv: Output = {
  description: 'mqtt-results.stats.csv, mqtt-results.latency.csv: counts and latencies second by second',
  byDefault: false,
  bySecond: true,
  open: ({ folder }) => ({
    replaces: true,
    start: async () => (await files()).proveFolder(folder),
    stop: async (results) => {
      const { tablesOf } = await import('../csv/tables.ts');
      const { replaceFile } = await import('../../saved/replace-file.ts');
      const { redact } = await import('../../text/redact.ts');
      const { inFolder, stemOf } = await files();
      const tables = tablesOf(redact(results));
      if (tables === null) return [];
      const paths = (['stats', 'latency'] as const).map((name) => ({
        path: join(folder, `${stemOf(results)}.${name}.csv`),
        text: tables[name],
      }));
      await inFolder(folder, async () => {
        for (const { path, text } of paths) await replaceFile(path, text);
      });
      return paths.map(({ path }) => path);
    },
  }),
};
