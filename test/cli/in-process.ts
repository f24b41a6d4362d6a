/** A command line carried out in this process: for what starts nothing, and of which the process itself is not tested. */
import { Writable } from 'node:stream';
import { main } from '../../cli/main.ts';
import { Terminal } from '../../cli/terminal.ts';
import { type Ended, type Environment, environmentWith } from './command.ts';

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

/** `tidemark …` in a folder. One at a time: working folder and environment are this process's own. */
export async function commandIn(
  { path, environment = {}, launcher }: Where,
  ...args: readonly string[]
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
