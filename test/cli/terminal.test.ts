import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { Terminal } from '../../cli/terminal.ts';

/** A screen that knows the sequences of a terminal which the live view needs. */
class Screen extends Writable {
  readonly isTTY: boolean;
  readonly columns = 40;
  readonly rows: number;
  readonly #lines: string[] = [''];
  #row = 0;
  #column = 0;

  constructor({ isTTY = true, rows = 24 } = {}) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
    this.rows = rows;
  }

  override _write(chunk: string | Buffer, _: unknown, done: () => void): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a terminal reads
    for (const [part] of String(chunk).matchAll(/\u001b\[\d*[A-Z]|\n|[^\u001b\n]+/g)) this.#take(part);
    done();
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  #take(part: string): void {
    if (part === '\n') {
      this.#row++;
      this.#column = 0;
      this.#lines[this.#row] ??= '';
    } else if (/G$/.test(part)) this.#column = Number(part.slice(2, -1)) - 1;
    else if (/A$/.test(part)) this.#row -= Number(part.slice(2, -1));
    else if (/J$/.test(part)) {
      this.#lines.length = this.#row + 1;
      this.#lines[this.#row] = this.#lines[this.#row]!.slice(0, this.#column);
    } else {
      this.#lines[this.#row] = this.#lines[this.#row]!.slice(0, this.#column) + part;
      this.#column += part.length;
    }
  }
}

const view = (text: string) => ({
  lines: () => [`${text}, first`, `${text}, second`],
  line: `${text}, whole`,
});

test('on a terminal, two lines renew themselves and make way for notes, results and what others print', async () => {
  const screen = new Screen();
  const terminal = new Terminal(screen, screen);
  terminal.note('begun');
  terminal.progress(view('one'));
  terminal.progress(view('two'));
  expect(screen.lines).toEqual(['begun', 'two, first', 'two, second']);
  terminal.foreign.write('printed by a test\n');
  terminal.progress(view('three'));
  terminal.result('PASS');
  expect(screen.lines).toEqual(['begun', 'printed by a test', 'PASS', '']);
});

test('the echo of a key press leaves nothing of the lines behind', () => {
  const screen = new Screen();
  const terminal = new Terminal(screen, screen);
  terminal.progress(view('one'));
  screen.write('^C');
  terminal.note('Stopping');
  expect(screen.lines).toEqual(['Stopping', '']);
});

test('a terminal with few rows keeps the first line alone', () => {
  const screen = new Screen({ rows: 5 });
  new Terminal(screen, screen).progress(view('one'));
  expect(screen.lines).toEqual(['one, first']);
});

test('a pipe gets nothing of a run of two minutes, then a whole line every 30 s', () => {
  const screen = new Screen({ isTTY: false });
  let nowMs = 5000;
  const terminal = new Terminal(screen, screen, () => nowMs);
  for (let second = 0; second < 200; second++) {
    terminal.progress(view(`second ${second}`));
    nowMs += 1000;
  }
  expect(screen.lines).toEqual(['second 120, whole', 'second 150, whole', 'second 180, whole', '']);
});
