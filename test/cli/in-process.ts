/** A command line carried out in this process: where the process itself is not tested. */
import { Writable } from 'node:stream';
import { main } from '../../cli/main.ts';
import { Terminal } from '../../cli/terminal.ts';
import { type Environment, environmentWith } from './environment.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Keeps what is written to it. */
class Kept extends Writable {
  text = '';
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

interface Where {
  readonly path: string;
  /** Added to that of every command. */
  readonly environment?: Environment;
  /** What carries out the runs it starts; this tidemark unless said. */
  readonly launcher?: string;
}

/** The one under way, and those that wait for it. */
let last: Promise<unknown> = Promise.resolve();

/** `tidemark …` in a folder. One after the other: working folder and environment are this process's own. */
export function commandIn(where: Where, ...args: readonly string[]): Promise<Ended> {
  const ended = last.then(() => carriedOut(where, args));
  last = ended.catch(() => {});
  return ended;
}

async function carriedOut(
  { path, environment = {}, launcher }: Where,
  args: readonly string[],
): Promise<Ended> {
  const [stdout, stderr] = [new Kept(), new Kept()];
  const [folder, own] = [process.cwd(), process.env];
  process.chdir(path);
  process.env = environmentWith(environment);
  try {
    const code = await main(args, new Terminal(stdout, stderr), launcher);
    return { code, stdout: stdout.text, stderr: stderr.text };
  } finally {
    process.env = own;
    process.chdir(folder);
  }
}
