/** Outputs of raw figures second by second: files beside the results, made from these alone. */
import { join } from 'node:path';
import type { SavedResults } from '../../saved/results.ts';
import type { Output } from './output.ts';

const files = () => import('../../saved/results-file.ts');

/** `textsOf`: by what follows the stem of a file's name, like `hlog` of mqtt-results.hlog; null = there is nothing to write. */
export const bySecond = (
  description: string,
  textsOf: (results: SavedResults) => Promise<Readonly<Record<string, string>> | null>,
): Output => ({
  description,
  byDefault: false,
  bySecond: true,
  open: ({ folder }) => ({
    replaces: true,
    start: async () => (await files()).proveFolder(folder),
    stop: async (results) => {
      const { replaceFile } = await import('../../saved/replace-file.ts');
      const { redact } = await import('../../text/redact.ts');
      const { inFolder, stemOf } = await files();
      const texts = Object.entries((await textsOf(redact(results))) ?? {});
      const paths = texts.map(([ending]) => join(folder, `${stemOf(results)}.${ending}`));
      await inFolder(folder, async () => {
        for (const [at, [, text]] of texts.entries()) await replaceFile(paths[at]!, text);
      });
      return paths;
    },
  }),
});
