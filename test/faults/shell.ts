/** A shell command around the real one, which stands in it as `$TIDEMARK`. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Folder } from '../cli/command.ts';
import { environmentWith } from '../cli/environment.ts';
import type { Ended } from '../cli/in-process.ts';

const LAUNCHER = fileURLToPath(new URL('../../cli/tidemark.js', import.meta.url));

export const inShell = (folder: Folder, line: string): Promise<Ended> =>
  new Promise((resolve) => {
    const env = {
      ...environmentWith({}),
      NODE: process.execPath,
      TIDEMARK: `${process.execPath} ${LAUNCHER}`,
    };
    execFile('bash', ['-c', line], { cwd: folder.path, env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
