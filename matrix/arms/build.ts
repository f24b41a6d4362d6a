/** Makes a checkout ready to run, by the user's own command. */
import { existsSync } from 'node:fs';
import { runGroup } from './process-group.ts';

export type Built = { readonly built: true } | { readonly built: false; readonly why: string };

/** Lines of its output that are shown of a build that failed. */
const LINES_SHOWN = 10;

/** What a shell starts in the background does not hear an interrupt (POSIX Shell Command Language, 2.11). */
const PATIENCE_MS = 1000;

/** `command` is the shell's; null: nothing is to be built. On abort it is ended, and the signal's reason is thrown. */
export async function build(folder: string, command: string | null, signal: AbortSignal): Promise<Built> {
  if (!existsSync(folder)) return { built: false, why: `there is no folder ${folder}` };
  if (command === null) return { built: true };
  const { code, log } = await runGroup({
    file: command,
    shell: true,
    cwd: folder,
    signal,
    patienceMs: PATIENCE_MS,
  });
  if (code === 0) return { built: true };
  const end = log.trim().split('\n').slice(-LINES_SHOWN).join('\n');
  const how = code === null ? 'was ended by a signal' : `ended with ${code}`;
  return { built: false, why: `'${command}' ${how}${end && `:\n${end}`}` };
}
