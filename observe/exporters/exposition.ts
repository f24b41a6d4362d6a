/**
 * Reads the text that Prometheus scrapes: its text format 0.0.4, and OpenMetrics 1.0. Pure; its time grows with the length
 * of the text alone. The npm packages that read it have not been kept up.
 */

export interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

/** The text is not what an exporter answers. */
export class ExpositionError extends Error {}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:.]*/y;
/** Its quotes included. */
const QUOTED = /"(?:[^"\\]|\\.)*"/y;
const BLANKS = /[ \t]*/y;
const WORD = /[^ \t]+/y;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const NO_NUMBERS: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '+inf': Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
};
/** Longer than any sample. */
const MOST_CHARACTERS = 64 * 1024;
const ESCAPED = /\\(.)/g;

/** Every sample, in order; time stamps and exemplars are left out. @throws ExpositionError naming the first wrong line. */
export function parseExposition(text: string): Sample[] {
  const samples: Sample[] = [];
  forEachLine(text, (line, number) => samples.push(sampleOf(line, number)));
  return samples;
}

/**
 * The lines of each metric by its name. What follows the name is not looked at: large exporters tell of much that nobody asks
 * for. @throws ExpositionError naming the first line without a name.
 */
export function linesByName(text: string): Map<string, string[]> {
  const byName = new Map<string, string[]>();
  forEachLine(text, (line, number) => {
    const name = nameOf(line) ?? sampleOf(line, number).name;
    const same = byName.get(name);
    if (same) same.push(line);
    else byName.set(name, [line]);
  });
  return byName;
}

function sampleOf(line: string, number: number): Sample {
  const sample = readSample(line);
  if (sample === undefined) throw new ExpositionError(`line ${number} is ${excerpt(line)}`);
  return sample;
}

/** Comments and empty lines are left out, and counted. */
function forEachLine(text: string, take: (line: string, number: number) => void): void {
  let number = 0;
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf('\n', from);
    const to = newline < 0 ? text.length : newline;
    const line = text.slice(from, text[to - 1] === '\r' ? to - 1 : to);
    from = to + 1;
    number++;
    if (!line.startsWith('#') && line.trim() !== '') take(line, number);
  }
}

/** Null: the line does not begin with it. */
function nameOf(line: string): string | null {
  NAME.lastIndex = 0;
  return NAME.exec(line)?.[0] ?? null;
}

/** Undefined: the line is no sample. */
export function readSample(line: string): Sample | undefined {
  if (line.length > MOST_CHARACTERS) return undefined;
  let at = 0;
  /** The next piece of that form; null when there is none. */
  const take = (form: RegExp): string | null => {
    form.lastIndex = at;
    const found = form.exec(line)?.[0];
    if (found === undefined) return null;
    at += found.length;
    return found;
  };
  const taken = (character: string): boolean => {
    take(BLANKS);
    if (line[at] !== character) return false;
    at++;
    return true;
  };
  take(BLANKS);
  let name = take(NAME);
  const labels = new Map<string, string>();
  if (taken('{')) {
    while (!taken('}')) {
      const quoted = take(QUOTED);
      const label = quoted === null ? take(NAME) : unquoted(quoted);
      if (label === null) return undefined;
      if (taken('=')) {
        take(BLANKS);
        const value = take(QUOTED);
        if (value === null) return undefined;
        labels.set(label, unquoted(value));
      } else if (quoted !== null && name === null) name = label;
      else return undefined;
      if (!taken(',') && line[at] !== '}') return undefined;
    }
  }
  take(BLANKS);
  const value = numberOf(take(WORD) ?? '');
  take(BLANKS);
  const stamp = line[at] === '#' ? null : take(WORD);
  take(BLANKS);
  const rest = at === line.length || line[at] === '#';
  if (name === null || value === null || (stamp !== null && !NUMBER.test(stamp)) || !rest) return undefined;
  return { name, labels, value };
}

const numberOf = (word: string): number | null =>
  NUMBER.test(word) ? Number(word) : (NO_NUMBERS[word.toLowerCase()] ?? null);

const unquoted = (quoted: string): string =>
  quoted.slice(1, -1).replace(ESCAPED, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));

const MOST_SHOWN = 60;

/** Of a line that is wrong; control characters are escaped. */
export const excerpt = (line: string): string =>
  JSON.stringify(line.length > MOST_SHOWN ? `${line.slice(0, MOST_SHOWN)}…` : line);
