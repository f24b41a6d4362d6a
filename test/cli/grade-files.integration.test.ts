/** Submissions as they come from other people's machines, and from people who try. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Folder } from './command.ts';
import { edit, grade, handedIn } from './handed-in.ts';

const ofAll = (folder: Folder, ...more: readonly string[]) =>
  folder.run('grade', 'rubric.yaml', '--results', 'all', ...more);

test('what a Mac, Windows and archives leave behind is neither graded nor reported', async () => {
  const folder = await handedIn('all/one');
  const one = join(folder.path, 'all/one');
  const appleDouble = Buffer.from('\0\x05\x16\x07\0\x02\0\0Mac OS X        \0\x02', 'latin1');
  for (const place of ['all/__MACOSX', 'all/__MACOSX/one', 'all/@eaDir', 'all/.Trashes']) {
    mkdirSync(join(folder.path, place));
  }
  for (const name of readdirSync(one)) {
    writeFileSync(join(one, `._${name}`), appleDouble);
    writeFileSync(join(folder.path, 'all/__MACOSX/one', `._${name}`), appleDouble);
  }
  writeFileSync(join(folder.path, 'all/._one-results.json'), appleDouble);
  for (const name of ['.DS_Store', 'Thumbs.db', 'desktop.ini']) {
    writeFileSync(join(folder.path, 'all', name), '\0');
    writeFileSync(join(one, name), '\0');
  }
  const { code, stdout, stderr } = await ofAll(folder, '--at-least', '14');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('Load testing, one: 14 of 14');
  edit(folder, 'all/one/mqtt-results.md', /## Analysis/, '## Opinion');
  expect((await ofAll(folder, '--at-least', '14')).code).toBe(1);
});

test.each([
  ['UTF-8', (text: string) => Buffer.from(`\uFEFF${text}`)],
  ['UTF-16', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
])('a byte order mark of %s is no part of results, report and rubric', async (_, encoded) => {
  const folder = await handedIn();
  for (const name of ['rubric.yaml', 'hand-in/mqtt-results.json', 'hand-in/mqtt-results.md']) {
    writeFileSync(join(folder.path, name), encoded(folder.read(name)));
  }
  const { code, stdout, stderr } = await grade(folder, '--at-least', '14');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('14 of 14');
  expect(folder.read('hand-in.grade.md')).toContain('follows from it');
});

test('results with a byte order mark are compared and reported as well', async () => {
  const folder = await handedIn('base', 'head');
  for (const name of ['base/mqtt-results.json', 'head/mqtt-results.json']) {
    writeFileSync(join(folder.path, name), `\uFEFF${folder.read(name)}`);
  }
  expect((await folder.run('report', 'base/mqtt-results.json')).stderr).toBe('');
  expect((await folder.run('compare', 'base', 'head')).stderr).not.toContain('JSON');
});

describe('a submission neither stops nor reads another:', () => {
  const hostile: readonly [string, (folder: string) => void, RegExp][] = [
    [
      'its results are a named pipe',
      (bad) => execFileSync('mkfifo', [join(bad, 'mqtt-results.json')]),
      /mqtt-results\.json is a named pipe/,
    ],
    [
      'its report is a named pipe',
      (bad) => {
        copyFileSync(join(bad, '../one/mqtt-results.json'), join(bad, 'mqtt-results.json'));
        execFileSync('mkfifo', [join(bad, 'mqtt-results.md')]);
      },
      /mqtt-results\.md is a named pipe/,
    ],
    [
      'its results are endless',
      (bad) => symlinkSync('/dev/zero', join(bad, 'mqtt-results.json')),
      /mqtt-results\.json leads out of the submission/,
    ],
    [
      'its results are those of another',
      (bad) => {
        for (const name of ['mqtt-results.json', 'mqtt-results.md']) {
          symlinkSync(`../one/${name}`, join(bad, name));
        }
      },
      /mqtt-results\.json leads out of the submission/,
    ],
    [
      'it is a named pipe',
      (bad) => {
        rmdirSync(bad);
        execFileSync('mkfifo', [bad]);
      },
      /bad: it is a named pipe; a folder is required/,
    ],
    [
      'its name is no text',
      (bad) => renameSync(bad, Buffer.concat([Buffer.from(bad), Buffer.of(0xff)])),
      /bad\ufffd: its name is not UTF-8/,
    ],
    [
      'it is a link to itself',
      (bad) => {
        rmdirSync(bad);
        symlinkSync('bad', bad);
      },
      /bad: it is a link/,
    ],
  ];
  test.each(hostile)('%s', async (_, make, reason) => {
    const folder = await handedIn('all/one');
    const bad = join(folder.path, 'all/bad');
    mkdirSync(bad);
    make(bad);
    const { code, stdout, stderr } = await ofAll(folder);
    expect(code).toBe(0);
    expect(stderr).toMatch(reason);
    expect(stdout).toContain('Load testing, one: 14 of 14');
    expect(stdout).not.toContain('bad: 14');
    expect(folder.read('all/grade.md')).toMatch(
      reason.source.startsWith('mqtt') ? /bad.*mqtt-results/ : /bad.* it/,
    );
  });

  test.each(['one', '/', '../elsewhere'])('it is a link to %s', async (to) => {
    const folder = await handedIn('all/one', 'elsewhere');
    symlinkSync(to, join(folder.path, 'all/bad'));
    const { code, stdout, stderr } = await ofAll(folder, '--out', 'grades.md');
    expect(code).toBe(0);
    expect(stderr).toMatch(/bad: it is a link/);
    expect(stdout).toContain('Load testing, one: 14 of 14');
    expect(stdout).not.toContain('bad: ');
  });

  test('a document that leads out earns nothing, and what it holds is told to nobody', async () => {
    const folder = await handedIn('all/one', 'all/bad');
    edit(
      folder,
      'rubric.yaml',
      /path: mqtt-results\.md, parts: .*\] \}/,
      'path: model.md, parts: [{ paragraphs: 1 }] }',
    );
    const words = 'SECRET '.repeat(30);
    folder.write({ 'secret.txt': words, 'all/one/model.md': words.replaceAll('SECRET', 'model') });
    symlinkSync('../../secret.txt', join(folder.path, 'all/bad/model.md'));
    const { stdout, stderr } = await ofAll(folder);
    expect(stderr).toMatch(/bad: model\.md leads out of the submission/);
    expect(stdout).toMatch(/bad: 10 of 14[\s\S]*one: 14 of 14/);
    expect(folder.read('all/bad.grade.md')).toContain('model.md leads out of the submission');
    for (const name of readdirSync(join(folder.path, 'all')).filter((file) => file.includes('grade'))) {
      expect(readFileSync(join(folder.path, 'all', name), 'utf8')).not.toContain('SECRET');
    }
  });

  test('an earlier grade that is a pipe', async () => {
    const folder = await handedIn('all/one');
    execFileSync('mkfifo', [join(folder.path, 'all/one.grade.md')]);
    const { code, stdout } = await ofAll(folder);
    expect(code).toBe(0);
    expect(stdout).toContain('Load testing, one: 14 of 14');
  });
});
