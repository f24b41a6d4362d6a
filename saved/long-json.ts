/**
 * JSON in a file that may be longer than a string: as tidemark writes results (results-text.ts), with each series of numbers on a line of
 * its own. The series are read one by one, and the rest, which is short, at once.
 */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

/** V8's longest string has 2^29 - 24 characters. */
const LONGEST_BYTES = 500 * 2 ** 20;
/** Shorter series stay where they are. */
const SHORT = 200;
/** An end of series, with the comma to the next member. */
const END = / \](,?)$/;

/** `longestBytes`: of what is read at once. Rejects as Node does, and with SyntaxError or RangeError for what cannot be read. */
export async function readJsonFile(path: string, longestBytes = LONGEST_BYTES): Promise<unknown> {
  await using file = await open(path);
  const { size } = await file.stat();
  // An editor may have set a byte order mark, which is no part of the text.
  if (size <= longestBytes) return JSON.parse((await file.readFile('utf8')).replace(/^\uFEFF/, ''));
  const mark = randomUUID();
  const series: unknown[] = [];
  const rest: string[] = [];
  for await (const line of linesOf(path, longestBytes)) {
    const from = line.lastIndexOf('[ ');
    const [end, comma] = END.exec(line.slice(-3)) ?? [];
    if (line.length < SHORT || from < 0 || end === undefined) rest.push(line);
    else {
      rest.push(`${line.slice(0, from)}"${mark}${series.length}"${comma}`);
      series.push(JSON.parse(line.slice(from, comma === '' ? undefined : -1)));
    }
  }
  return JSON.parse(rest.join('\n').replace(/^\uFEFF/, ''), (_, value) =>
    typeof value === 'string' && value.startsWith(mark) ? series[Number(value.slice(mark.length))] : value,
  );
}

async function* linesOf(path: string, longestBytes: number): AsyncGenerator<string> {
  let parts: string[] = [];
  let length = 0;
  for await (const chunk of createReadStream(path, 'utf8') as AsyncIterable<string>) {
    const [first = '', ...others] = chunk.split('\n');
    length += first.length;
    if (length > longestBytes) throw new RangeError(`a line of it is longer than ${longestBytes} characters`);
    parts.push(first);
    for (const next of others) {
      yield parts.join('');
      parts = [next];
      length = next.length;
    }
  }
  yield parts.join('');
}
