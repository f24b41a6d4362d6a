import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { importsIn } from './imports.ts';

const CHECK = resolve('test/architecture/check-rooms.ts');
const BIOME = resolve('node_modules/@biomejs/biome/bin/biome');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A project of these files. */
function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-rooms-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

function check(files: Readonly<Record<string, string>>): {
  readonly status: number | null;
  readonly said: string;
} {
  const { status, stderr } = spawnSync(process.execPath, [CHECK, project(files)], { encoding: 'utf8' });
  return { status, said: stderr };
}

describe('the check of the rooms', () => {
  it('accepts an import of a room below', () => {
    expect(check({ 'slo/a.ts': "import '../text/b.ts';", 'text/b.ts': '' })).toEqual({ status: 0, said: '' });
  });

  it.each([
    ["import type { B } from '../slo/b.ts';"],
    ["export * from '../slo/b.ts';"],
    ["export const b = () => import('../slo/b.ts');"],
    ["export type B = import('../slo/b.ts').B;"],
  ])('refuses %s in a room below slo', (line) => {
    const { status, said } = check({ 'text/a.ts': line, 'slo/b.ts': 'export type B = 1;' });
    expect(status).toBe(1);
    expect(said).toContain('text/a.ts imports slo/b.ts: text may import only rooms below it');
  });

  it('refuses that two rooms of one line know each other', () => {
    expect(check({ 'text/a.ts': "import '../statistics/b.ts';", 'statistics/b.ts': '' }).status).toBe(1);
  });

  it('refuses that a room imports the package by its name', () => {
    const { said } = check({ 'load/a.ts': "import 'tidemark';", 'index.ts': "import './load/a.ts';" });
    expect(said).toContain('load/a.ts imports index.ts');
  });

  it('refuses a folder that is no room', () => {
    expect(check({ 'utils/a.ts': "import './b.ts';", 'utils/b.ts': '' }).said).toContain('utils is no room');
  });

  it('refuses a circle of folders whose files make none', () => {
    const { status, said } = check({
      'cli/a.ts': "import type { B } from './sub/b.ts';",
      'cli/sub/b.ts': 'export type B = 1;',
      'cli/sub/c.ts': "import '../d.ts';",
      'cli/d.ts': '',
    });
    expect(status).toBe(1);
    expect(said).toContain('cli -> cli/sub -> cli');
    expect(said).toContain('cli/sub/c.ts imports cli/d.ts');
  });

  it('reads the imports of this project', () => {
    const imports = importsIn('.');
    expect(imports).toContainEqual({ from: 'fixtures/test.ts', to: 'fixtures/load/kinds.ts' });
    expect(imports).toContainEqual({ from: 'targets/broker/broker.ts', to: 'targets/target.ts' });
  });
});

it('two files that import each other, if only types, are refused by Biome', () => {
  const folder = project({
    'text/a.ts': "import type { B } from './b.ts';\n\nexport type A = B | 0;\n",
    'text/b.ts': "import type { A } from './a.ts';\n\nexport type B = A | 1;\n",
  });
  copyFileSync('biome.json', join(folder, 'biome.json'));
  const { status, stderr } = spawnSync(process.execPath, [BIOME, 'lint'], { cwd: folder, encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain('text/a.ts:1:24 lint/suspicious/noImportCycles');
});
