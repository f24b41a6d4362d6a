/**
 * JSON in a file that may be longer than a string: as tidemark writes results (results-text.ts), with each series of numbers on a line of
 * its own. The series are read one by one, and the rest, which is short, at once.
 */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { openRegularFile } from '../load/regular-file.ts';
import { count } from '../text/format.ts';

/** V8's longest string has 2^29 - 24 characters. */
const LONGEST_BYTES = 500 * 2 ** 20;
/** A series of a month of seconds is shorter. */
const LONGEST_LINE = 64 * 2 ** 20;
/** Shorter series stay where they are. */
const SHORT = 200;
/** An end of series, with the comma to the next member. */
const END = / \](,?)$/;

/** Shorter texts fit into the memory, whatever is in them. */
const SHORT_TEXT_BYTES = 32 * 2 ** 20;
/** Objects and lists take some 60 bytes each, and keys that differ some 100. A run of a million clients has a tenth of them. */
const MOST_OBJECTS = 20e6;

/**
 * `longestBytes`: of what is read at once. Rejects as Node does, with NotRegular, and with SyntaxError or RangeError for what cannot be
 * read.
 */
export async function readJsonFile(path: string, longestBytes = LONGEST_BYTES): Promise<unknown> {
  await using file = await openRegularFile(path);
  const { size } = await file.stat();
  if (size <= longestBytes) return parsed(await file.readFile());
  const mark = randomUUID();
  const series: unknown[] = [];
  const rest: string[] = [];
  let restLength = 0;
  for await (const line of linesOf(path, Math.min(longestBytes, LONGEST_LINE))) {
    const from = line.lastIndexOf('[ ');
    const [end, comma] = END.exec(line.slice(-3)) ?? [];
    if (line.length < SHORT || from < 0 || end === undefined) rest.push(line);
    else {
      rest.push(`${line.slice(0, from)}"${mark}${series.length}"${comma}`);
      series.push(JSON.parse(line.slice(from, comma === '' ? undefined : -1)));
    }
    restLength += rest.at(-1)!.length;
    if (restLength > longestBytes)
      throw new RangeError(`what is no series in it is longer than ${count(longestBytes)} characters`);
  }
  refuseMany(Buffer.from(rest.join('')));
  return JSON.parse(rest.join('\n').replace(/^\uFEFF/, ''), (_, value) =>
    typeof value === 'string' && value.startsWith(mark) ? series[Number(value.slice(mark.length))] : value,
  );
}

function parsed(bytes: Buffer): unknown {
  refuseMany(bytes);
  // An editor may have set a byte order mark, which is no part of the text.
  return JSON.parse(bytes.toString().replace(/^\uFEFF/, ''));
}

/** JSON of a few bytes each can take more memory than there is. @throws RangeError */
function refuseMany(bytes: Buffer): void {
  if (bytes.length <= SHORT_TEXT_BYTES) return;
  let objects = 0;
  for (const byte of bytes) if (byte === OBJECT || byte === LIST || byte === COLON) objects++;
  if (objects > MOST_OBJECTS)
    throw new RangeError(
      `it has ${count(objects)} objects, lists and keys, of which ${count(MOST_OBJECTS)} are read`,
    );
}
const [OBJECT, LIST, COLON] = Buffer.from('{[:');

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
