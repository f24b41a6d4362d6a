import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { environmentWith } from '../cli/environment.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type Fault, needsRoot } from './fault.ts';

const LAUNCHER = fileURLToPath(new URL('../../cli/tidemark.js', import.meta.url));
/** Of an entry of Node's compile cache: magic, length of the source, length and two hashes (src/compile_cache.cc). */
const HEADER_BYTES = 20;
const [LENGTH_AT, HASH_AT] = [8, 16];

/** Where other users can write: the folder that Node takes by itself, and one in a home that is another's. */
const PLACES = ['tmp/node-compile-cache', 'home/.cache/tidemark'] as const;

export const plantedCache: Fault = {
  name: 'compiled code that another user has planted where a cache would lie',
  expected: 'runs where it is asked for by name, and in 0 of 2 places else',
  short: false,
  lacking: needsRoot,
  async provoke() {
    const folder = temporaryFolder('planted-');
    const path = (name: string): string => join(folder, name);
    chmodSync(folder, 0o755);
    for (const name of ['tmp', 'home']) mkdirSync(path(name));
    const start = (environment: Readonly<Record<string, string>>): void => {
      const {
        NODE_COMPILE_CACHE: _,
        XDG_CACHE_HOME: __,
        NODE_V8_COVERAGE: ___,
        ...env
      } = environmentWith({});
      execFileSync(process.execPath, [LAUNCHER, '--version'], { env: { ...env, ...environment } });
    };
    start({ NODE_COMPILE_CACHE: path('honest') });
    for (const place of PLACES) {
      cpSync(path('honest'), path(place), { recursive: true });
      forge(path(place), path('ran'));
    }
    execFileSync('chown', ['-R', '65534:65534', path('tmp/node-compile-cache'), path('home/.cache')]);
    chmodSync(path('tmp'), 0o1777);
    start({ NODE_COMPILE_CACHE: path(PLACES[0]) });
    const forged = existsSync(path('ran'));
    rmSync(path('ran'), { force: true });
    let ran = 0;
    for (const home of ['home', 'nowhere']) {
      start({ HOME: path(home), TMPDIR: path('tmp') });
      if (existsSync(path('ran'))) ran++;
    }
    return `runs ${forged ? 'where it is asked for by name' : 'nowhere'}, and in ${ran} of 2 places else`;
  },
};

/** Puts a statement before all code whose types Node has stripped. */
function forge(cache: string, marks: string): void {
  const before = Buffer.from(
    `import { writeFileSync as forged } from 'node:fs'; forged(${JSON.stringify(marks)}, '');\n`,
  );
  for (const name of readdirSync(cache, { recursive: true, encoding: 'utf8' })) {
    const file = join(cache, name);
    if (!statSync(file).isFile()) continue;
    const entry = readFileSync(file);
    const code = entry.subarray(HEADER_BYTES);
    if (!/^(?:import|export|\/)/.test(code.toString('latin1', 0, 10))) continue;
    const body = Buffer.concat([before, code]);
    const header = Buffer.from(entry.subarray(0, HEADER_BYTES));
    header.writeUInt32LE(body.length, LENGTH_AT);
    header.writeUInt32LE(crc32(body), HASH_AT);
    writeFileSync(file, Buffer.concat([header, body]));
  }
}
