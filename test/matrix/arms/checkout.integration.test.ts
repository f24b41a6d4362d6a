import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkOut, refuseDirty, resolveRevision } from '../../../matrix/arms/checkout.ts';
import { GitError } from '../../../matrix/arms/git.ts';
import { Repository } from './repository.ts';

const unexpected = (line: string): never => expect.unreachable(line);

function twoCommits() {
  const repository = new Repository();
  const first = repository.commit('first', { 'app/version': '1' });
  const second = repository.commit('second', { 'app/version': '2' });
  return { repository, first, second };
}

describe('a checkout', () => {
  test('has the files of its revision; the work tree of the user stays as it is, before and after', async () => {
    const { repository, first } = twoCommits();
    repository.write({ 'app/version': 'not committed' });
    const before = repository.state();
    const checkout = await checkOut(repository.folder, 'HEAD~1', unexpected);
    expect(checkout.commit).toBe(first);
    expect(readFileSync(join(checkout.folder, 'app/version'), 'utf8')).toBe('1');
    expect(repository.state().slice(0, 4)).toEqual(before.slice(0, 4));
    await checkout[Symbol.asyncDispose]();
    expect(existsSync(checkout.folder)).toBe(false);
    expect(repository.state()).toEqual(before);
    expect(readFileSync(join(repository.folder, 'app/version'), 'utf8')).toBe('not committed');
  });

  test('of a folder below the root is that folder of the revision', async () => {
    const { repository } = twoCommits();
    await using checkout = await checkOut(join(repository.folder, 'app'), 'main', unexpected);
    expect(readFileSync(join(checkout.folder, 'version'), 'utf8')).toBe('2');
  });

  test('is removed with what was built in it and with what was changed in it', async () => {
    const { repository } = twoCommits();
    const checkout = await checkOut(repository.folder, 'main', unexpected);
    mkdirSync(join(checkout.folder, 'node_modules/x'), { recursive: true });
    rmSync(join(checkout.folder, 'app'), { recursive: true });
    // So that git refuses to remove it, as it does not end where Ctrl-C reaches it.
    rmSync(join(checkout.root, '.git'));
    await checkout[Symbol.asyncDispose]();
    expect(existsSync(checkout.folder)).toBe(false);
    expect(repository.git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  test('leaves other work trees of the user listed, be they away', async () => {
    const { repository } = twoCommits();
    const away = `${repository.folder}-away`;
    repository.git('worktree', 'add', '--quiet', '--detach', away);
    rmSync(away, { recursive: true });
    await (await checkOut(repository.folder, 'main', unexpected))[Symbol.asyncDispose]();
    expect(repository.git('worktree', 'list').split('\n')).toEqual([
      expect.stringContaining('[main]'),
      expect.stringContaining(away),
    ]);
  });

  test('works where a git hook names a repository of its own', async () => {
    const { repository, second } = twoCommits();
    process.env.GIT_DIR = '/nowhere';
    onTestFinished(() => {
      delete process.env.GIT_DIR;
    });
    expect(await resolveRevision(repository.folder, 'main')).toBe(second);
  });
});

describe('a revision', () => {
  test.each(['v9', '-x', 'main:app/version', ''])(
    '%j is refused: there is no such commit',
    async (revision) => {
      const { repository } = twoCommits();
      const asked = resolveRevision(repository.folder, revision);
      await expect(asked).rejects.toThrow(GitError);
      await expect(asked).rejects.toThrow(`has no revision "${revision}"`);
    },
  );

  test('of a shallow clone that is missing: what to fetch is said', async () => {
    const { repository, first } = twoCommits();
    const clone = new Repository();
    clone.git('fetch', '--quiet', '--depth=1', `file://${repository.folder}`, 'main:fetched');
    await expect(resolveRevision(clone.folder, first)).rejects.toThrow('git fetch --unshallow');
  });

  test('outside of a repository is refused: one is required', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bare-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const asked = resolveRevision(folder, 'main');
    await expect(asked).rejects.toThrow(GitError);
    await expect(asked).rejects.toThrow(/A git repository is required; .* is in none/);
  });
});

describe('a work tree', () => {
  test('that is clean, or has new files, is fine', async () => {
    const { repository } = twoCommits();
    repository.write({ 'new.slo.ts': '' });
    await refuseDirty(repository.folder, []);
  });

  test('with a modified file is refused: the file and what to do are named', async () => {
    const { repository } = twoCommits();
    repository.write({ 'app/version': '3' });
    const asked = refuseDirty(repository.folder, []);
    await expect(asked).rejects.toThrow(GitError);
    await expect(asked).rejects.toThrow(/modified: app\/version\..*git stash/);
  });

  test('may have modified test files: they are copied as they are', async () => {
    const { repository } = twoCommits();
    repository.commit('tests', { 'app/a.slo.ts': '1', 'app/b.slo.ts': '1' });
    repository.write({ 'app/a.slo.ts': '2', 'app/b.slo.ts': '2' });
    repository.git('add', 'app/a.slo.ts');
    await refuseDirty(join(repository.folder, 'app'), ['a.slo.ts', join(repository.folder, 'app/b.slo.ts')]);
    await expect(refuseDirty(repository.folder, ['app/a.slo.ts'])).rejects.toThrow('modified: app/b.slo.ts.');
  });
});
