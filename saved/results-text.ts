/**
 * Results as JSON, in pieces: those of a run of days are longer than a string may be. Each series of numbers is one line in the file, and one
 * piece of what is hashed.
 */

const PIECE_LENGTH = 2 ** 16;

type Series = readonly (number | null)[];

const isSeries = (value: unknown): value is Series =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((one) => typeof one === 'number' || one === null || one === undefined);

/** As `JSON.stringify` has it, indented by two. */
export function* indented(value: unknown): Generator<string> {
  const out = { text: '' };
  yield* write(value, '\n', out);
  yield `${out.text}\n`;
}

function* write(value: unknown, line: string, out: { text: string }): Generator<string> {
  if (value === null || typeof value !== 'object') {
    out.text += JSON.stringify(value) ?? 'null';
  } else if (isSeries(value)) {
    out.text += `[ ${JSON.stringify(value).slice(1, -1).replaceAll(',', ', ')} ]`;
  } else {
    const [open, close] = Array.isArray(value) ? '[]' : '{}';
    const parts = Array.isArray(value)
      ? value.map((one) => ['', one] as const)
      : membersOf(value).map(([key, one]) => [`${JSON.stringify(key)}: `, one] as const);
    out.text += open;
    const deeper = `${line}  `;
    for (const [at, [key, one]] of parts.entries()) {
      out.text += `${at === 0 ? '' : ','}${deeper}${key}`;
      yield* write(one, deeper, out);
    }
    out.text += parts.length === 0 ? close : line + close;
  }
  if (out.text.length < PIECE_LENGTH) return;
  yield out.text;
  out.text = '';
}

/** What is hashed: the keys of all objects in order, no space between anything. */
export function inOrder(value: unknown, take: (piece: string) => void): void {
  if (value === null || typeof value !== 'object' || isSeries(value)) {
    take(JSON.stringify(value) ?? 'null');
  } else if (Array.isArray(value)) {
    take('[');
    for (const [at, one] of value.entries()) {
      if (at > 0) take(',');
      inOrder(one, take);
    }
    take(']');
  } else {
    const sorted = Object.fromEntries(membersOf(value).sort(([a], [b]) => (a < b ? -1 : 1)));
    let separator = '{';
    // An object has keys that are numbers first, in whatever order they were set.
    for (const [key, one] of Object.entries(sorted)) {
      take(`${separator}${JSON.stringify(key)}:`);
      inOrder(one, take);
      separator = ',';
    }
    take(separator === '{' ? '{}' : '}');
  }
}

/** Without those that JSON leaves out. */
const membersOf = (value: object): [string, unknown][] =>
  Object.entries(value).filter(([, one]) => one !== undefined);
