/** Forms: the hidden token of a page, and what a browser sends (HTML, 4.10.21.7: URL-encoded form data). */

const INPUT = /<input\b[^>]*>/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&quot;': '"',
  '&#x27;': "'",
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
};

/** Value of the first `<input>` of that name; null when there is none. */
export function inputValue(html: string, name: string): string | null {
  for (const [tag] of html.matchAll(INPUT)) {
    if (attribute(tag, 'name') === name) return attribute(tag, 'value') ?? '';
  }
  return null;
}

export const formBody = (fields: Readonly<Record<string, string>>): string =>
  new URLSearchParams(fields).toString();

function attribute(tag: string, name: string): string | null {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag);
  const value = match?.[1] ?? match?.[2] ?? match?.[3];
  return value?.replace(/&(?:amp|quot|#x27|#39|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity) ?? null;
}
