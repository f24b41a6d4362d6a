import { existsSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { copyTestFiles } from '../../../matrix/arms/test-file-copies.ts';
import { Repository } from './repository.ts';

function repositoryWithTests(): Repository {
  const repository = new Repository();
  repository.commit('app', {
    '.gitignore': 'node_modules/\n*.log\nlocal.slo.ts\n',
    'server.js': '1',
    'perf/load.slo.ts': 'committed',
    'perf/data/users.json': '[]',
  });
  repository.write({
    'perf/load.slo.ts': 'modified',
    'perf/new.ts': 'not added',
    'debug.log': 'ignored',
    'node_modules/x/index.js': 'x',
    'perf/node_modules/y/index.js': 'y',
  });
  return repository;
}

describe('the copy of the test files', () => {
  test('is the work tree as it is, without what git ignores, outside of it', async () => {
    const repository = repositoryWithTests();
    await using copies = await copyTestFiles(repository.folder, ['perf/load.slo.ts']);
    const [file = ''] = copies.files;
    expect(relative(copies.folder, file)).toBe('perf/load.slo.ts');
    expect(relative(repository.folder, file)).toMatch(/^\.\./);
    expect(readFileSync(file, 'utf8')).toBe('modified');
    expect(readFileSync(join(dirname(file), 'data/users.json'), 'utf8')).toBe('[]');
    expect(existsSync(join(dirname(file), 'new.ts'))).toBe(true);
    expect(existsSync(join(copies.folder, 'debug.log'))).toBe(false);
  });

  test('finds installed packages where the work tree has them, and removes only its own', async () => {
    const repository = repositoryWithTests();
    const copies = await copyTestFiles(repository.folder, ['perf/load.slo.ts']);
    expect(readlinkSync(join(copies.folder, 'node_modules'))).toBe(join(repository.folder, 'node_modules'));
    expect(readFileSync(join(copies.folder, 'perf/node_modules/y/index.js'), 'utf8')).toBe('y');
    await copies[Symbol.asyncDispose]();
    expect(existsSync(copies.folder)).toBe(false);
    expect(existsSync(join(repository.folder, 'node_modules/x/index.js'))).toBe(true);
  });

  test('links packages also where git does not ignore them', async () => {
    const repository = repositoryWithTests();
    rmSync(join(repository.folder, '.gitignore'));
    await using copies = await copyTestFiles(repository.folder, []);
    expect(readlinkSync(join(copies.folder, 'node_modules'))).toBe(join(repository.folder, 'node_modules'));
  });

  test('of a folder below the root is that folder of the copy', async () => {
    const repository = repositoryWithTests();
    await using copies = await copyTestFiles(join(repository.folder, 'perf'), ['load.slo.ts']);
    expect(relative(copies.folder, copies.files[0] ?? '')).toBe('load.slo.ts');
    expect(existsSync(join(copies.folder, '../server.js'))).toBe(true);
  });

  test('has a test file that git ignores; one outside of the repository stays where it is', async () => {
    const repository = repositoryWithTests();
    repository.write({ 'local.slo.ts': 'mine' });
    const outside = join(tmpdir(), 'elsewhere.slo.ts');
    await using copies = await copyTestFiles(repository.folder, ['local.slo.ts', outside]);
    expect(readFileSync(copies.files[0] ?? '', 'utf8')).toBe('mine');
    expect(copies.files[1]).toBe(outside);
  });

  test('keeps symbolic links and leaves out what was deleted', async () => {
    const repository = repositoryWithTests();
    symlinkSync('server.js', join(repository.folder, 'link.js'));
    rmSync(join(repository.folder, 'perf/data/users.json'));
    await using copies = await copyTestFiles(repository.folder, ['perf/load.slo.ts']);
    expect(readlinkSync(join(copies.folder, 'link.js'))).toBe('server.js');
    expect(existsSync(join(copies.folder, 'perf/data/users.json'))).toBe(false);
  });
});
