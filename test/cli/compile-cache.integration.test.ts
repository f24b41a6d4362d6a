import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { Folder } from './command.ts';

const LAUNCHER = fileURLToPath(new URL('../../cli/tidemark.js', import.meta.url));
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

let home: string;
let temporary: string;
beforeEach(() => {
  const { path } = new Folder();
  [home, temporary] = [join(path, 'home'), join(path, 'tmp')];
  mkdirSync(home, { mode: 0o755 });
  mkdirSync(temporary, { mode: 0o777 });
  chmodSync(temporary, 0o777);
});

/** Starts the command with that home and temporary folder; what it prints is its version, whatever becomes of the cache. */
function start(more: Readonly<Record<string, string>> = {}): void {
  // Node that measures coverage keeps no compiled code.
  const { NODE_COMPILE_CACHE: _, XDG_CACHE_HOME: __, NODE_V8_COVERAGE: ___, ...env } = process.env;
  const version = execFileSync(process.execPath, [LAUNCHER, '--version'], {
    env: { ...env, HOME: home, TMPDIR: temporary, ...more },
    encoding: 'utf8',
  });
  expect(version).toMatch(/^\d+\.\d+\.\d+\n$/);
}

const own = (base: string): string => join(base, 'tidemark');
const hasCode = (folder: string): boolean =>
  existsSync(folder) && readdirSync(folder, { recursive: true }).length > 5;

describe('what Node compiled is kept', () => {
  it('in the cache folder of the home, for the user alone', () => {
    start();
    expect(hasCode(own(join(home, '.cache')))).toBe(true);
    expect(lstatSync(own(join(home, '.cache'))).mode & 0o777).toBe(0o700);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('in XDG_CACHE_HOME, where it is an absolute path', () => {
    const cache = join(home, 'elsewhere');
    start({ XDG_CACHE_HOME: cache });
    expect(hasCode(own(cache))).toBe(true);
    start({ XDG_CACHE_HOME: 'relative' });
    expect(hasCode(own(join(home, '.cache')))).toBe(true);
  });

  it('behind a link to another folder of the user', () => {
    mkdirSync(join(home, 'disk'));
    symlinkSync(join(home, 'disk'), join(home, '.cache'));
    start();
    expect(hasCode(own(join(home, 'disk')))).toBe(true);
  });

  it('where NODE_COMPILE_CACHE says, and nowhere where it is empty', () => {
    const named = join(home, 'named');
    start({ NODE_COMPILE_CACHE: named });
    expect(hasCode(named)).toBe(true);
    start({ NODE_COMPILE_CACHE: '' });
    expect(readdirSync(home)).toEqual(['named']);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('nothing is kept', () => {
  const kept = (): boolean => hasCode(own(join(home, '.cache'))) || hasCode(temporary);

  it('in a folder open to others', () => {
    mkdirSync(own(join(home, '.cache')), { recursive: true });
    chmodSync(own(join(home, '.cache')), 0o777);
    start();
    expect(kept()).toBe(false);
  });

  it('in a folder that others can put another one in place of', () => {
    mkdirSync(join(home, '.cache'));
    chmodSync(join(home, '.cache'), 0o777);
    start();
    expect(kept()).toBe(false);
  });

  it('behind a link of the name of the folder itself', () => {
    mkdirSync(join(home, '.cache'));
    mkdirSync(join(home, 'other'), { mode: 0o700 });
    symlinkSync(join(home, 'other'), own(join(home, '.cache')));
    start();
    expect(readdirSync(join(home, 'other'))).toEqual([]);
  });

  it('where there is no home, and none is made', () => {
    home = join(home, 'nonexistent');
    start();
    expect(existsSync(home)).toBe(false);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it.skipIf(!isRoot).each(['the home', 'the folder itself'])('where %s is another user’s', (whose) => {
    mkdirSync(own(join(home, '.cache')), { recursive: true, mode: 0o700 });
    chownSync(whose === 'the home' ? home : own(join(home, '.cache')), NOBODY, NOBODY);
    start();
    expect(kept()).toBe(false);
  });
});
