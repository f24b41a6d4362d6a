import type { Output } from './output.ts';

const files = () => import('../../saved/results-file.ts');

/** Rewritten after each cell, so that whatever ends a run early loses no finished cell. */
export const json: Output = {
  description: 'mqtt-results.json, http-results.json: the results, from which reports can be made again',
  byDefault: true,
  open: ({ folder, signWith }) => ({
    replaces: true,
    start: async () => (await files()).proveFolder(folder),
    add: async (results) => {
      await (await files()).writeResults(folder, results, signWith);
    },
    stop: async (results) => [await (await files()).writeResults(folder, results, signWith)],
  }),
};
