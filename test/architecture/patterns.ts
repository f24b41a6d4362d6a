/** The regular expressions of the source, as they are written. */
import { globSync, readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';

export interface Pattern {
  readonly source: string;
  readonly flags: string;
  /** `text/redact.ts:21` */
  readonly place: string;
}

const ROOMS =
  '{cli,fixtures,grading,load,matrix,metrics,observe,reporters,saved,slo,statistics,targets,text}/**/*.ts';

/** Each once. Those that are put together while the program runs are not among them. */
export function patternsIn(folder: string): readonly Pattern[] {
  const found = new Map<string, Pattern>();
  for (const file of globSync(ROOMS, { cwd: folder })) {
    const text = readFileSync(`${folder}/${file}`, 'utf8');
    const visit = (node: unknown): void => {
      if (node === null || typeof node !== 'object') return;
      if ('regex' in node && 'start' in node) {
        const { pattern, flags } = node.regex as { readonly pattern: string; readonly flags: string };
        const line = text.slice(0, Number(node.start)).split('\n').length;
        const key = `/${pattern}/${flags}`;
        if (!found.has(key)) found.set(key, { source: pattern, flags, place: `${file}:${line}` });
      }
      for (const inner of Object.values(node)) visit(inner);
    };
    visit(parseSync(file, text).program);
  }
  return [...found.values()];
}
