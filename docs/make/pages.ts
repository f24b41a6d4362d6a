/**
 * `npm run docs`: writes anew what pages have from the code, from saved results and from files, and the report and grade
 * of the example submission. Nothing is measured.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXAMPLES } from './examples.ts';
import { faultTable, savedCampaigns } from './fault-table.ts';
import { made } from './generated.ts';
import { metricTables } from './metric-tables.ts';
import { pagePaths, ROOT } from './page.ts';
import { printedText } from './printed.ts';

/** The page as it is, and as it has to be. @throws Error when a comment names what is not there */
export function compare(path: string): { readonly is: string; readonly ought: string } {
  const is = readFileSync(join(ROOT, path), 'utf8');
  const tables = new Map([...metricTables(), ['faults', faultTable(savedCampaigns())]]);
  const ought = made(is, {
    printed: printedText,
    file: (file) => readFileSync(join(ROOT, file), 'utf8'),
    generated(name) {
      const table = tables.get(name);
      if (table === undefined)
        throw new Error(
          `${path}: there is no generated part "${name}"; there are: ${[...tables.keys()].join(', ')}`,
        );
      return table;
    },
  });
  return { is, ought };
}

/** Writes the pages that have changed, and says which. */
export function writePages(): readonly string[] {
  return pagePaths().filter((path) => {
    const { is, ought } = compare(path);
    if (is !== ought) writeFileSync(join(ROOT, path), ought);
    return is !== ought;
  });
}

if (import.meta.main) {
  await EXAMPLES.grade!();
  for (const path of writePages()) process.stdout.write(`${path}\n`);
}
