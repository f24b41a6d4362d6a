/** Parts of pages that are made from something else: from a saved result, from a file, from the code. Pure. */

const BLOCK = /^(<!-- (printed|file): (.*?) -->\n\n```(\w*)\n)[\s\S]*?^```$/gm;
const PART = /^(<!-- generated: (.*?) -->\n)[\s\S]*?^(<!-- end -->)$/gm;

export interface Makers {
  /** The text of a `printed:` comment. */
  printed(saved: string): string;
  /** The text of a `file:` comment: what is in the file. */
  file(path: string): string;
  /** A `generated:` part by its name. */
  generated(name: string): string;
}

/** The page with those parts made anew. */
export const made = (markdown: string, makers: Makers): string =>
  markdown
    .replace(BLOCK, (_, head: string, how: 'printed' | 'file', what: string) => {
      return `${head}${makers[how](what).trimEnd()}\n\`\`\``;
    })
    .replace(
      PART,
      (_, head: string, name: string, end: string) => `${head}${makers.generated(name)}\n${end}`,
    );
