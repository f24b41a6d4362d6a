import { vi } from 'vitest';
import { main } from '../../cli/main.ts';

/** What `tidemark COMMAND --help` prints; null: there is no such command. */
export async function helpOf(command: string): Promise<string | null> {
  let said = '';
  const write = (text: unknown) => {
    said += text;
    return true;
  };
  // vite's; `tidemark respond` reads it, too.
  vi.stubEnv('MODE', undefined);
  const out = vi.spyOn(process.stdout, 'write').mockImplementation(write);
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(write);
  const code = await main([command, '--help']);
  out.mockRestore();
  err.mockRestore();
  vi.unstubAllEnvs();
  // Of a command that does not exist it is the help of all.
  return code === 0 && said.startsWith(`Usage: tidemark ${command} `) ? said : null;
}
