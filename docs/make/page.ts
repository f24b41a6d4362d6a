/** A page of the documents, as its reader and its tests see it. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lexer, type Token, type Tokens } from 'marked';

/** The folder of the repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Block {
  /** `ts`, `sh`, …; empty for text that was printed. */
  readonly language: string;
  readonly text: string;
  /** The HTML comment right before it, which readers do not see; empty without one. */
  readonly comment: string;
}

export interface Page {
  /** Below the repository. */
  readonly path: string;
  readonly markdown: string;
  readonly blocks: readonly Block[];
  /** Addresses of links and images, as written. */
  readonly links: readonly string[];
  /** Code within sentences. */
  readonly codes: readonly string[];
  /** Anchors of its headings, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>;
}

/** README.md and every page below docs/. */
export const pagePaths = (): readonly string[] => [
  'README.md',
  ...globSync('docs/**/*.md', { cwd: ROOT }).sort(),
];

export function readPage(path: string): Page {
  const markdown = readFileSync(join(ROOT, path), 'utf8');
  const blocks: Block[] = [];
  const links: string[] = [];
  const codes: string[] = [];
  const anchors = new Set<string>();
  const visit = (siblings: readonly Token[]): void => {
    let comment = '';
    for (const token of siblings) {
      if (token.type === 'space') continue;
      // An indented one is a drawing.
      if (token.type === 'code' && token.codeBlockStyle !== 'indented')
        blocks.push({ language: token.lang ?? '', text: token.text, comment });
      comment = token.type === 'html' ? commentIn(token.text) : '';
      if (token.type === 'link' || token.type === 'image') links.push(token.href);
      if (token.type === 'codespan') codes.push(token.text);
      if (token.type === 'heading') anchors.add(anchorOf(token.text, anchors));
      for (const children of childrenOf(token)) visit(children);
    }
  };
  visit(lexer(markdown));
  return { path, markdown, blocks, links, codes, anchors };
}

const commentIn = (html: string): string => /^<!--(.*?)-->\s*$/s.exec(html)?.[1]?.trim() ?? '';

function childrenOf(token: Token): readonly Token[][] {
  if (token.type === 'list') return (token as Tokens.List).items.map(({ tokens }) => tokens);
  if (token.type === 'table') {
    const { header, rows } = token as Tokens.Table;
    return [...header, ...rows.flat()].map(({ tokens }) => tokens);
  }
  return 'tokens' in token && token.tokens ? [token.tokens] : [];
}

/** `## CPU, disk and network` is `#cpu-disk-and-network`; a second one of the name ends with `-1`. */
function anchorOf(heading: string, taken: ReadonlySet<string>): string {
  const anchor = heading
    .toLowerCase()
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
  let number = 0;
  while (taken.has(number === 0 ? anchor : `${anchor}-${number}`)) number++;
  return number === 0 ? anchor : `${anchor}-${number}`;
}
