/** A command line carried out in this process: for what starts nothing, and of which the process itself is not tested. */
import { Writable } from 'node:stream';
import { main } from '../../cli/main.ts';
import { Terminal } from '../../cli/terminal.ts';
import { type Ended, environmentWith, type Folder } from './command.ts';

/** Keeps what is written to it. */
class Kept extends Writable {
  text = '';
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** `tidemark …` in a folder. One at a time: working folder and environment are this process's own. */
export async function commandIn({ path }: Pick<Folder, 'path'>, ...args: readonly string[]): Promise<Ended> {
  const [stdout, stderr] = [new Kept(), new Kept()];
  const [folder, environment] = [process.cwd(), process.env];
  process.chdir(path);
  process.env = environmentWith({});
  try {
    const code = await main(args, new Terminal(stdout, stderr));
    return { code, stdout: stdout.text, stderr: stderr.text };
  } finally {
    process.env = environment;
    process.chdir(folder);
  }
}
