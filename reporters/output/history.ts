import { appendHistory, proveHistory } from '../../saved/history-file.ts';
import { redact } from '../../text/redact.ts';
import type { Output } from './output.ts';

export const history: Output = {
  description: 'history.jsonl: a line a run with its key figures, added to those of earlier runs',
  byDefault: true,
  open: ({ folder }) => ({
    start: () => proveHistory(folder),
    stop: async (results) => {
      // No run needs it before its end.
      const { historyLine } = await import('../history/line.ts');
      await appendHistory(folder, historyLine(redact(results)));
      return [];
    },
  }),
};
