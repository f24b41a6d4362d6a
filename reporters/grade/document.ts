/** A Markdown document as far as a rubric asks: sections, paragraphs, tables, links (CommonMark, GFM tables). Pure. */

export interface Block {
  readonly kind: 'heading' | 'paragraph' | 'table' | 'list' | 'other';
  /** As written; of a heading its text alone. */
  readonly text: string;
  /** Of a heading, from 1; 0 otherwise. */
  readonly level: number;
}

export interface Document {
  readonly blocks: readonly Block[];
  /** Where tables count: of a report what follows from its results, of any other document all of it. */
  readonly measured: readonly Block[];
  /** Those of `linksOf` that lead to a file that is there. */
  readonly leadSomewhere: ReadonlySet<string>;
}

export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$/;
const RULE = /^ {0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;
const LIST = /^ {0,3}(?:[-*+]|\d+[.)])\s/;
const NO_TEXT = /^(?: {4}|\t| {0,3}[<>])/;
const LINK = /!?\[[^\]]*\]\(\s*<?([^)>\s]+)>?[^)]*\)/g;

export function blocksOf(text: string): Block[] {
  const lines = text.split(/\r?\n/);
  const blocks: Block[] = [];
  let at = 0;
  /** Lines from here to the one before the first that `ends`. */
  const take = (ends: (line: string) => boolean): string => {
    const from = at++;
    while (at < lines.length && !ends(lines[at]!)) at++;
    return lines.slice(from, at).join('\n');
  };
  const add = (kind: Block['kind'], content: string, level = 0) =>
    blocks.push({ kind, text: content, level });
  while (at < lines.length) {
    const line = lines[at]!;
    const heading = HEADING.exec(line);
    const fence = FENCE.exec(line)?.[1];
    if (line.trim() === '') at++;
    else if (heading) {
      add('heading', heading[2]!, heading[1]!.length);
      at++;
    } else if (fence) {
      add(
        'other',
        take((other) => other.trim().startsWith(fence) && /^[`~]+$/.test(other.trim())),
      );
      at++;
    } else if (line.trimStart().startsWith('<!--')) {
      if (!line.includes('-->')) take((other) => other.includes('-->'));
      at++;
    } else if (line.includes('|') && (lines[at + 1] ?? '').includes('|') && RULE.test(lines[at + 1]!)) {
      add(
        'table',
        take((other) => !other.includes('|')),
      );
    } else if (NO_TEXT.test(line)) add('other', take(isBlank));
    else if (LIST.test(line))
      add(
        'list',
        take((other) => isBlank(other) || HEADING.test(other)),
      );
    else {
      const paragraph = take(
        (other) => isBlank(other) || HEADING.test(other) || FENCE.test(other) || UNDERLINE.test(other),
      );
      const underline = UNDERLINE.exec(lines[at] ?? '');
      if (!underline) add('paragraph', paragraph);
      else {
        add('heading', paragraph.trim(), underline[1]!.startsWith('=') ? 1 : 2);
        at++;
      }
    }
  }
  return blocks;
}

const UNDERLINE = /^ {0,3}(=+|-+)\s*$/;
const isBlank = (line: string): boolean => line.trim() === '';

/** Addresses of links and images to files, in the order they stand. */
export const linksOf = (blocks: readonly Block[]): string[] =>
  blocks
    .filter(({ kind }) => kind !== 'other')
    .flatMap(({ text }) => [...text.matchAll(LINK)].map(([, address]) => address!))
    .filter((address) => !/^(?:[a-z][a-z0-9+.-]*:|#|\/)/i.test(address));

/** The section under a heading, down to the next of its level; null when there is none. `*` in the name stands for anything. */
export function sectionOf(
  blocks: readonly Block[],
  pattern: RegExp,
): { readonly heading: string; readonly blocks: readonly Block[] } | null {
  const start = blocks.findIndex(({ kind, text }) => kind === 'heading' && pattern.test(text));
  const head = blocks[start];
  if (!head) return null;
  const end = blocks.findIndex(
    ({ kind, level }, index) => index > start && kind === 'heading' && level <= head.level,
  );
  return { heading: head.text, blocks: blocks.slice(start + 1, end < 0 ? undefined : end) };
}

/** A sentence or two; less is a caption. */
const PARAGRAPH_WORDS = 20;

/** Paragraphs of at least 20 words; one that is there twice counts once. */
export const paragraphsOf = (blocks: readonly Block[]): number =>
  new Set(
    blocks
      .filter(
        ({ kind, text }) => kind === 'paragraph' && (text.match(/\p{L}+/gu)?.length ?? 0) >= PARAGRAPH_WORDS,
      )
      .map(({ text }) => text.replace(/\s+/g, ' ').trim()),
  ).size;

export const tablesOf = (blocks: readonly Block[]): Table[] =>
  blocks
    .filter(({ kind }) => kind === 'table')
    .map(({ text }) => {
      const [header = '', , ...rows] = text.split('\n');
      return { header: cellsOf(header), rows: rows.map(cellsOf) };
    });

const cellsOf = (row: string): string[] =>
  row
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

/** As GitHub names the place of a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
