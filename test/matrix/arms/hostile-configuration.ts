/** All programs that the configuration of a repository can name, in one: it leaves a line in a file when it is run. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../temporary-folder.ts';
import type { Repository } from './repository.ts';

const HOOKS = ['post-checkout', 'reference-transaction', 'post-index-change', 'pre-auto-gc', 'post-rewrite'];

/** `marks`: the file, empty so far. */
export function markingProgram(): { readonly marks: string; readonly program: string } {
  const folder = temporaryFolder('marks-');
  const marks = join(folder, 'marks');
  const program = join(folder, 'program');
  writeFileSync(
    program,
    `#!/bin/sh\necho "$1" >> '${marks}'\n[ "$1" = clean ] || [ "$1" = smudge ] && exec cat\nexit 0\n`,
  );
  chmodSync(program, 0o755);
  writeFileSync(marks, '');
  return { marks, program };
}

/** Names the program wherever a program can be named. */
export function configure(repository: Repository, program: string): void {
  const hooks = join(repository.folder, '.git/hooks');
  mkdirSync(hooks, { recursive: true });
  for (const hook of HOOKS) {
    writeFileSync(join(hooks, hook), `#!/bin/sh\nexec ${program} ${hook}\n`);
    chmodSync(join(hooks, hook), 0o755);
  }
  for (const [key, value] of Object.entries({
    'core.fsmonitor': `${program} fsmonitor`,
    'core.pager': `${program} pager`,
    'core.editor': `${program} editor`,
    'core.sshCommand': `${program} ssh`,
    'core.askPass': `${program} askpass`,
    'diff.external': `${program} external`,
    'diff.bin.textconv': `${program} textconv`,
    'gpg.program': `${program} gpg`,
    'log.showSignature': 'true',
    'filter.marking.clean': `${program} clean`,
    'filter.marking.smudge': `${program} smudge`,
    'filter.marking.required': 'true',
    'hook.configured.event': 'post-checkout',
    'hook.configured.command': `${program} configured`,
    'submodule.recurse': 'true',
    'protocol.ext.allow': 'always',
  }))
    repository.git('config', key, value);
}
