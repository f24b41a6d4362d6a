/** The TypeScript of the documents as files that compile. */
import { type Block, pagePaths, readPage } from './page.ts';

export interface Snippet {
  /** Where it is shown, for people: `docs/http.md, block 2`. */
  readonly where: string;
  /** What its first line says it is called, else null. */
  readonly name: string | null;
  /** As shown. */
  readonly shown: string;
  /** With what completes it. */
  readonly code: string;
}

/** A fragment has a comment before it, `<!-- completes: CODE -->`, in whose code it stands for the `…`. */
const FRAGMENT = /^completes:\s*(.*)$/s;

export const snippetsIn = (path: string): readonly Snippet[] =>
  readPage(path)
    .blocks.filter(({ language }) => language === 'ts')
    .map((block, index) => ({
      where: `${path}, block ${index + 1}`,
      name: /^\/\/ ([\w./-]+\.ts)\n/.exec(block.text)?.[1] ?? null,
      shown: block.text,
      code: completed(block),
    }));

export const allSnippets = (): readonly Snippet[] => pagePaths().flatMap(snippetsIn);

function completed({ comment, text }: Block): string {
  const frame = FRAGMENT.exec(comment)?.[1];
  if (frame === undefined) return text;
  const [before, after] = frame.split('…');
  if (after === undefined) throw new Error(`A fragment needs a place, …, in the code it completes: ${frame}`);
  return `${before}${text}${after}`;
}
