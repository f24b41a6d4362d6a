import { inFolder, proveFolder } from '../../saved/results-file.ts';
import type { Output } from './output.ts';

export const markdown: Output = {
  description: 'mqtt-results.md, http-results.md: the report, with its charts as .svg files',
  byDefault: true,
  open: ({ folder }) => ({
    start: () => proveFolder(folder),
    stop: async (results) => {
      // Charts take a while to load; no run needs them before its end.
      const { reportOf, writeReport } = await import('./report.ts');
      const report = reportOf(results);
      return inFolder(folder, () => writeReport(report, folder));
    },
  }),
};
