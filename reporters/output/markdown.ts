import type { Output } from './output.ts';

const files = () => import('../../saved/results-file.ts');

export const markdown: Output = {
  description: 'mqtt-results.md, http-results.md: the report, with its charts as .svg files',
  byDefault: true,
  open: ({ folder }) => ({
    replaces: true,
    start: async () => (await files()).proveFolder(folder),
    stop: async (results) => {
      // Charts take a while to load; no run needs them before its end.
      const { reportOf, writeReport } = await import('./report.ts');
      const report = reportOf(results);
      return (await files()).inFolder(folder, () => writeReport(report, folder));
    },
  }),
};
