import { proveFolder, writeResults } from '../../saved/results-file.ts';
import type { Output } from './output.ts';

/** Rewritten after each cell, so that whatever ends a run early loses no finished cell. */
export const json: Output = {
  description: 'mqtt-results.json, http-results.json: the results, from which reports can be made again',
  byDefault: true,
  open: ({ folder, signWith }) => ({
    start: () => proveFolder(folder),
    add: async (results) => {
      await writeResults(folder, results, signWith);
    },
    stop: async (results) => [await writeResults(folder, results, signWith)],
  }),
};
