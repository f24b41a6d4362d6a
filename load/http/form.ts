/** Forms: the hidden token of a page, and what a browser sends (HTML, 4.10.21.7: URL-encoded form data). */
import { decodeHTMLAttribute } from 'entities';

const COMMENT_END = /--!?>/g;
const TAG = /<\/?([a-z][^\t\n\f\r />]*)/iy;
const ATTRIBUTE = /[\t\n\f\r /]*([^\t\n\f\r />][^\t\n\f\r />=]*)(?:[\t\n\f\r ]*(=)[\t\n\f\r ]*)?/y;
const UNQUOTED = /[^\t\n\f\r >]*/y;
/** What is in them is text, whatever it looks like (HTML, 13.1.2). */
const TEXT_ELEMENTS = /^(?:script|style|textarea|title|xmp|iframe|noembed|noframes)$/i;

/**
 * Value of the first `<input>` of that name, or content of the first `<meta>`; null when there is none. The time it takes
 * grows with the length of the page alone, whatever is in it.
 */
export function inputValue(html: string, field: string): string | null {
  let at = html.indexOf('<');
  while (at >= 0) {
    if (html.startsWith('<!--', at)) at = afterComment(html, at + 4);
    else {
      const tag = match(TAG, html, at);
      if (tag) {
        const found = new Tag(html, tag, at);
        const value = found.valueFor(field);
        if (value !== null) return value;
        at = found.end;
      } else at++;
    }
    if (at < 0) return null;
    at = html.indexOf('<', at);
  }
  return null;
}

export const formBody = (fields: Readonly<Record<string, string>>): string =>
  new URLSearchParams(fields).toString();

/** One tag of a page, begun or ended. */
class Tag {
  /** Where the page goes on; -1 = it ends within the tag, which then is none, or within the text that the tag begins. */
  readonly end: number;
  readonly #value: 'value' | 'content' | null;
  /** As they are written. */
  readonly #attributes = new Map<string, string>();

  constructor(html: string, [text, written = '']: RegExpExecArray, at: number) {
    const name = written.toLowerCase();
    const opens = html[at + 1] !== '/';
    this.#value = !opens ? null : name === 'input' ? 'value' : name === 'meta' ? 'content' : null;
    const end = this.#read(html, at + text.length);
    this.end = end >= 0 && opens && TEXT_ELEMENTS.test(name) ? closing(html, name, end) : end;
  }

  /** What the tag says of the field; null when it is not of that name. */
  valueFor(field: string): string | null {
    if (this.#value === null || this.end < 0 || this.#attribute('name') !== field) return null;
    return this.#attribute(this.#value) ?? '';
  }

  #attribute(name: string): string | null {
    const written = this.#attributes.get(name);
    return written === undefined ? null : decodeHTMLAttribute(written);
  }

  #read(html: string, from: number): number {
    let at = from;
    for (;;) {
      const attribute = match(ATTRIBUTE, html, at);
      if (!attribute) {
        const end = html.indexOf('>', at);
        return end < 0 ? -1 : end + 1;
      }
      const [text, name = '', equals] = attribute;
      at += text.length;
      let value = '';
      if (equals) {
        const quote = html[at];
        const quoted = quote === '"' || quote === "'";
        const to = quoted ? html.indexOf(quote, at + 1) : at + match(UNQUOTED, html, at)![0].length;
        if (to < 0) return -1;
        value = html.slice(quoted ? at + 1 : at, to);
        at = quoted ? to + 1 : to;
      }
      // The first one of a name counts.
      const key = name.toLowerCase();
      if (this.#value !== null && !this.#attributes.has(key)) this.#attributes.set(key, value);
    }
  }
}

/** Where the page goes on; -1 = it ends within the comment. */
function afterComment(html: string, from: number): number {
  if (html[from] === '>') return from + 1;
  if (html.startsWith('->', from)) return from + 2;
  COMMENT_END.lastIndex = from;
  return COMMENT_END.exec(html) ? COMMENT_END.lastIndex : -1;
}

/** Where the end tag of a text element begins; -1 without one. */
function closing(html: string, name: string, from: number): number {
  const end = new RegExp(`</${name}[\\t\\n\\f\\r />]`, 'gi');
  end.lastIndex = from;
  return end.exec(html)?.index ?? -1;
}

/** Of a sticky pattern: at this place and nowhere else. */
function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
