import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { isLeftBehind } from '../../grading/left-behind.ts';
import { readSubmission } from '../../grading/read-submission.ts';
import { resultsFilesIn, SubmissionFiles } from '../../grading/submission-files.ts';
import { decodeText } from '../../text/decode.ts';
import { temporaryFolder } from '../temporary-folder.ts';

let all: string;
let one: string;
beforeEach(() => {
  all = temporaryFolder('handed-in-');
  one = join(all, 'one');
  mkdirSync(one);
  mkdirSync(join(all, 'other'));
  writeFileSync(join(all, 'other/model.md'), 'the work of another');
});

const read = async (path = 'model.md'): Promise<string | null> =>
  (await SubmissionFiles.of(one)).read(path, 'document');
const make = (text: string, path = 'model.md'): void => writeFileSync(join(one, path), text);
const link = (to: string, path = 'model.md'): void => symlinkSync(to, join(one, path));

describe('a file of a submission is read', () => {
  test('as it is, also below a folder, and through a link to another file of the same', async () => {
    make('a model');
    mkdirSync(join(one, 'docs'));
    make('a part', 'docs/part.md');
    link('docs/part.md', 'link.md');
    link('docs', 'more');
    linkSync(join(one, 'model.md'), join(one, 'second.md'));
    expect(
      await Promise.all(['model.md', 'docs/part.md', 'link.md', 'more/part.md', 'second.md'].map(read)),
    ).toEqual(['a model', 'a part', 'a part', 'a part', 'a model']);
    expect(await read('none.md')).toBeNull();
    expect(await read('model.md/none.md')).toBeNull();
  });

  test('of a folder that is itself reached by a link', async () => {
    make('a model');
    symlinkSync('one', join(all, 'link'));
    expect(await (await SubmissionFiles.of(join(all, 'link'))).read('model.md', 'document')).toBe('a model');
  });
});

describe('a file of a submission is refused that', () => {
  test.each([
    ['is a link to the work of another', '../other/model.md'],
    ['is a link to any file of the machine', '/etc/passwd'],
    ['is a link to a device', '/dev/zero'],
    ['is a link to a file of the kernel', '/proc/self/environ'],
  ])('%s', async (_, to) => {
    link(to);
    await expect(read()).rejects.toThrow(
      'model.md leads out of the submission; a regular file in the submission is',
    );
  });

  test('lies behind a folder that is a link', async () => {
    link('../other', 'docs');
    await expect(read('docs/model.md')).rejects.toThrow('docs/model.md leads out of the submission');
    await expect(read('../other/model.md')).rejects.toThrow('leads out of the submission');
  });

  test('is a link that leads to nothing, or to itself', async () => {
    link('nowhere');
    await expect(read()).rejects.toThrow('model.md is a link that leads to nothing');
    link('loop.md', 'loop.md');
    await expect(read('loop.md')).rejects.toThrow('loop.md is a link that leads to nothing');
  });

  test('is a folder, a named pipe, or a socket', async () => {
    mkdirSync(join(one, 'folder.md'));
    execFileSync('mkfifo', [join(one, 'pipe.md')]);
    link('pipe.md', 'to-pipe.md');
    const server = createServer().listen(join(one, 'socket.md'));
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    await expect(read('folder.md')).rejects.toThrow('folder.md is a folder; a regular file');
    await expect(read('pipe.md')).rejects.toThrow('pipe.md is a named pipe; a regular file');
    await expect(read('to-pipe.md')).rejects.toThrow('to-pipe.md is a named pipe; a regular file');
    await expect(read('socket.md')).rejects.toThrow('socket.md is a socket; a regular file');
  });

  test.skipIf(process.getuid?.() !== 0)('is a device', async () => {
    execFileSync('mknod', [join(one, 'zero.md'), 'c', '1', '5']);
    await expect(read('zero.md')).rejects.toThrow('zero.md is a device; a regular file');
  });

  test('is too large, alone or with the others', async () => {
    make('');
    truncateSync(join(one, 'model.md'), 4 * 1024 ** 2 + 1);
    await expect(read()).rejects.toThrow('model.md is not read: it is larger than 4 MiB');
    const files = await SubmissionFiles.of(one);
    for (const name of ['a.json', 'b.json', 'c.json']) {
      make('', name);
      truncateSync(join(one, name), 25 * 1024 ** 2);
    }
    await files.read('a.json', 'results');
    await files.read('b.json', 'results');
    await expect(files.read('c.json', 'results')).rejects.toThrow(
      'c.json is not read: with it, the files of this submission are larger than 64 MiB',
    );
  });
});

test('links of a document count that lead to something in the submission', async () => {
  make('![](load.svg) ![](../other/model.md) ![](pipe.svg) ![](out.svg) ![](none.svg) ![](a%20b.svg)');
  for (const name of ['load.svg', 'a b.svg']) make('', name);
  link('/etc/passwd', 'out.svg');
  execFileSync('mkfifo', [join(one, 'pipe.svg')]);
  const { documents } = await readSubmission(one, ['model.md'], null);
  expect(documents.get('model.md')?.leadSomewhere).toEqual(new Set(['load.svg', 'a%20b.svg']));
});

test('a document that cannot be taken apart is named, and the rest is read', async () => {
  make('> '.repeat(50_000));
  make('a text', 'text.md');
  const { documents, unreadable } = await readSubmission(one, ['model.md', 'text.md'], null);
  expect(unreadable).toMatchObject([{ name: 'model.md' }]);
  expect([...documents.keys()]).toEqual(['text.md']);
});

describe('what systems leave behind', () => {
  test('is no results file', async () => {
    for (const name of ['mqtt', '._mqtt', '.mqtt', '~$mqtt', '.~lock.mqtt']) make('', `${name}-results.json`);
    expect(await resultsFilesIn(one)).toEqual(['mqtt-results.json']);
  });

  test.each([
    ...[
      '__MACOSX',
      '._one',
      '.DS_Store',
      'Thumbs.db',
      'desktop.ini',
      'Desktop.ini',
      '$RECYCLE.BIN',
      '@eaDir',
    ],
    ...['System Volume Information', '.git', '.Trash-1000', 'lost+found', 'node_modules', 'Icon\r', '~$one'],
  ])('is named: %s', (name) => expect(isLeftBehind(name)).toBe(true));

  test.each(['one', 'MACOSX', 'thumbs', 'desktop', 'a.b', '$one', 'one~'])('is not %s', (name) =>
    expect(isLeftBehind(name)).toBe(false),
  );
});

test('more results files than anybody hands in are refused as a whole', async () => {
  for (let number = 0; number <= 100; number++) make('', `${number}-results.json`);
  await expect(resultsFilesIn(one)).rejects.toThrow('it has 101 files *-results.json; at most 100 are read');
});

test.each([
  ['UTF-8', [0xc3, 0xa4]],
  ['UTF-8 with a mark', [0xef, 0xbb, 0xbf, 0xc3, 0xa4]],
  ['UTF-16, the low byte first', [0xff, 0xfe, 0xe4, 0]],
  ['UTF-16, the high byte first', [0xfe, 0xff, 0, 0xe4]],
])('text in %s is read', (_, bytes) => expect(decodeText(Uint8Array.from(bytes))).toBe('ä'));
