import type { Output } from './output.ts';

const file = () => import('../../saved/history-file.ts');

export const history: Output = {
  description: 'history.jsonl: a line with the key figures of this run, added to those of earlier runs',
  byDefault: true,
  open: ({ folder }) => ({
    start: async () => (await file()).proveHistory(folder),
    stop: async (results) => {
      // No run needs it before its end.
      const { historyLine } = await import('../history/line.ts');
      const { redact } = await import('../../text/redact.ts');
      await (await file()).appendHistory(folder, historyLine(redact(results)));
      return [];
    },
  }),
};
