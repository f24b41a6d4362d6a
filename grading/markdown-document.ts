/** A Markdown document as far as a rubric asks: sections, paragraphs, tables, links, as GitHub reads them. Pure. */
import { lexer, type MarkedToken, type Token, walkTokens } from 'marked';

export interface Block {
  readonly kind: 'heading' | 'paragraph' | 'table' | 'other';
  /** As written; of a heading its text alone. */
  readonly text: string;
  /** Of a heading, from 1; 0 otherwise. */
  readonly level: number;
  readonly table: Table | null;
  /** Addresses of links and images to files, in the order they stand. */
  readonly links: readonly string[];
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

/** Without comments and what else is not shown. */
export const blocksOf = (text: string): Block[] =>
  lexer(text)
    .filter(({ type, raw }) => type !== 'space' && type !== 'def' && !raw.trimStart().startsWith('<!--'))
    .map((token) => ({ ...blockOf(token as MarkedToken), links: linksIn(token) }));

function blockOf(token: MarkedToken): Omit<Block, 'links'> {
  const block = { kind: 'other', text: token.raw, level: 0, table: null } as const;
  switch (token.type) {
    case 'heading':
      return { ...block, kind: 'heading', text: token.text, level: token.depth };
    case 'paragraph':
      return { ...block, kind: 'paragraph' };
    case 'table': {
      const cellsOf = (row: typeof token.header) => row.map(({ text }) => text);
      return {
        ...block,
        kind: 'table',
        table: { header: cellsOf(token.header), rows: token.rows.map(cellsOf) },
      };
    }
    default:
      return block;
  }
}

function linksIn(token: Token): string[] {
  const links: string[] = [];
  walkTokens([token], ({ type, ...rest }) => {
    if ((type === 'link' || type === 'image') && 'href' in rest) links.push(rest.href);
  });
  return links.filter((address) => !/^(?:[a-z][a-z0-9+.-]*:|#|\/)/i.test(address));
}

export const linksOf = (blocks: readonly Block[]): string[] => blocks.flatMap(({ links }) => links);

/** The section under a heading, down to the next of its level; null when there is none. `*` in the name stands for anything. */
export function sectionOf(
  blocks: readonly Block[],
  pattern: Pick<RegExp, 'test'>,
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

export const tablesOf = (blocks: readonly Block[]): Table[] => blocks.flatMap(({ table }) => table ?? []);

/** As GitHub names the place of a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
