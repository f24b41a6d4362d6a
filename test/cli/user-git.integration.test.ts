import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BY_P50, MadeUp } from './bisect-repository.ts';

const LEAST = ['--budget', '1ms', ...BY_P50, '--seed', '7'];

/** Three commits, of which the last is slow. */
const slowed = (): MadeUp => new MadeUp('broker', '2', ['nothing', { delayMs: '200' }]);

describe('a hook that fails, as one of a tool that is not installed does,', () => {
  const withHook = (): MadeUp => {
    const repository = slowed();
    const hooks = join(repository.folder, '.git/hooks');
    mkdirSync(hooks, { recursive: true });
    for (const hook of ['post-checkout', 'reference-transaction']) {
      writeFileSync(join(hooks, hook), '#!/bin/sh\n. "$(dirname "$0")/_/husky.sh"\n');
      chmodSync(join(hooks, hook), 0o755);
    }
    return repository;
  };

  test('keeps no comparison from its verdict', async () => {
    const repository = withHook();
    const { code, stdout, stderr } = await repository.compare('main~1', 'main', ...LEAST);
    expect(code, stdout + stderr).toBe(1);
  });

  test('keeps no bisect from finding the commit', async () => {
    const repository = withHook();
    const { code, stdout, stderr } = await repository.bisect(...BY_P50);
    expect(code, stdout + stderr).toBe(0);
    expect(repository.bisected().outcome).toMatchObject({ kind: 'found', first: { subject: 'commit 3' } });
  });
});

describe('a filter of git that files need', () => {
  const withFilter = (): MadeUp => {
    const repository = slowed();
    repository.git('config', 'filter.shout.smudge', 'tr a-z A-Z');
    repository.git('config', 'filter.shout.clean', 'tr A-Z a-z');
    repository.commit('commit 4', { '.gitattributes': 'words.txt filter=shout\n', 'words.txt': 'loud\n' });
    return repository;
  };

  test('stops a comparison with 129 until it is allowed', async () => {
    const repository = withFilter();
    const { code, stderr } = await repository.compare('main~1', 'main', ...LEAST);
    expect(stderr).toMatch(
      /^tidemark: main has files that git would pass .*: words\.txt; "shout" runs `tr a-z A-Z`.*--git-filter shout/m,
    );
    expect(code).toBe(129);
    const allowed = await repository.compare(
      'main~1',
      'main',
      ...LEAST,
      '--git-filter',
      'shout',
      '--build',
      'test ! -e words.txt || grep -q LOUD words.txt',
    );
    expect(allowed.code, allowed.stdout + allowed.stderr).toBe(0);
  });

  test('stops a bisect too, also where only a commit between the ends needs it', async () => {
    const repository = withFilter();
    repository.git('rm', '--quiet', '.gitattributes');
    repository.commit('commit 5', { 'delay.js': 'export const delayMs = () => 400;\n' });
    const ends = ['--good', repository.hash(3)];
    const { code, stderr } = await repository.bisect(...BY_P50, ...ends);
    expect(stderr).toMatch(/git bisect ended before it found the commit[\s\S]*--git-filter shout/);
    expect(code).toBe(125);
    const allowed = await repository.bisect(...BY_P50, ...ends, '--git-filter', 'shout');
    expect(allowed.code, allowed.stdout + allowed.stderr).toBe(0);
    expect(repository.verdicts()).toEqual({ 'commit 3': 'good', 'commit 4': 'good', 'commit 5': 'bad' });
  });
});

describe('a revision that is the name of a file or folder as well is asked about', () => {
  test.each([
    [
      'a branch and a folder',
      'perf',
      'branch',
      /"perf" is a folder here and a revision .*\.\/perf .*refs\/heads\/perf /,
    ],
    [
      'a tag and a file',
      'delay.js',
      'tag',
      /"delay\.js" is a file here and .*\.\/delay\.js .*refs\/tags\/delay\.js /,
    ],
  ])('%s', async (_, name, kind, message) => {
    const repository = slowed();
    repository.git(kind, name, 'main~1');
    const { code, stderr } = await repository.compare(name, 'main', ...LEAST);
    expect(stderr).toMatch(message);
    expect(code).toBe(129);
    const ref = `refs/${kind === 'tag' ? 'tags' : 'heads'}/${name}`;
    const written = await repository.compare(ref, 'main', ...LEAST);
    expect(written.code, written.stdout + written.stderr).toBe(1);
  });

  test('a hash and a folder', async () => {
    const repository = slowed();
    const hash = repository.hash(2);
    mkdirSync(join(repository.folder, hash.slice(0, 7)));
    const { code, stderr } = await repository.compare(hash.slice(0, 7), 'main', ...LEAST);
    expect(stderr).toContain(`or ${hash} for the revision`);
    expect(code).toBe(129);
  });

  test('and not where it is written as a path', async () => {
    const repository = slowed();
    repository.git('branch', 'perf');
    const { stderr } = await repository.compare('./perf', './perf');
    expect(stderr).toMatch(/leave out perf/);
  });

  test('by compare alone: a bisect has no use for results', async () => {
    const repository = slowed();
    repository.git('branch', 'perf', 'main~1');
    writeFileSync(join(repository.folder, 'HEAD'), '');
    const { code, stdout, stderr } = await repository.bisect(...BY_P50, '--good', 'perf', '--bad', 'HEAD');
    expect(code, stdout + stderr).toBe(0);
  });
});

describe('a bisect in a shallow clone', () => {
  /** Its ends are there, and so much of what is between them as `fetch` brings. */
  const shallow = (of: MadeUp, ...fetch: readonly string[]): MadeUp => {
    const clone = slowed();
    clone.git('fetch', '--quiet', '--force', ...fetch, `file://${of.folder}`, 'main:refs/heads/there');
    clone.git(
      'fetch',
      '--quiet',
      '--force',
      '--depth=1',
      `file://${of.folder}`,
      `${of.hash(1)}:refs/heads/first`,
    );
    return clone;
  };

  test('that lacks what is between its ends says how to fetch it', async () => {
    const repository = slowed();
    repository.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    repository.commit('commit 4');
    const clone = shallow(repository, '--depth=2');
    const { code, stderr } = await clone.bisect(...BY_P50, '--good', 'first', '--bad', 'there');
    expect(stderr).toMatch(
      /history from first to there is required; this clone is shallow .*`git fetch --unshallow`/,
    );
    expect(stderr).not.toContain('Exchange');
    expect(code).toBe(129);
  });

  test('that lacks a branch which was merged says so, too', async () => {
    const repository = slowed();
    repository.git('checkout', '--quiet', '-b', 'side', 'main~2');
    for (const name of ['a', 'b', 'c', 'd']) repository.commit(`side ${name}`);
    repository.git('checkout', '--quiet', 'main');
    repository.git('merge', '--quiet', '--no-ff', '--message', 'merge', 'side');
    const clone = shallow(repository, '--depth=3');
    const ends = ['--good', 'there^1^1', '--bad', 'there'];
    const { code, stderr } = await clone.bisect(...BY_P50, ...ends);
    expect(stderr).toContain('`git fetch --unshallow`');
    expect(code).toBe(129);
  });

  test('whose ends are exchanged is told that', async () => {
    const repository = slowed();
    const clone = shallow(repository, '--depth=2');
    const { stderr } = await clone.bisect(...BY_P50, '--good', 'there', '--bad', 'there~1');
    expect(stderr).toContain('Exchange them');
  });
});
