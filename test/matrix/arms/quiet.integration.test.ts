/** Git runs nothing that a repository's configuration names: each such program here would leave a line in a file. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { checkOut, refuseDirty, resolveRevision } from '../../../matrix/arms/checkout.ts';
import { runGroup } from '../../../matrix/arms/process-group.ts';
import { copyTestFiles } from '../../../matrix/arms/test-file-copies.ts';
import { gitBisect } from '../../../matrix/bisect/git-bisect.ts';
import { discardChanges } from '../../../matrix/bisect/step.ts';
import { collectFingerprint } from '../../../saved/fingerprint.ts';
import { allowFilters } from '../../../saved/quiet-git.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { configure, markingProgram } from './hostile-configuration.ts';
import { Repository } from './repository.ts';

const unexpected = (line: string): never => expect.unreachable(line);
const watched = { signal: new AbortController().signal, say: () => {} };

let marks: string;
let program: string;
const marked = (): string => readFileSync(marks, 'utf8');

/** Five commits; hooks, monitor and filters are there, and their marks wiped out. */
function hostile(attributes = ''): Repository {
  const repository = new Repository();
  for (let number = 1; number <= 5; number++) {
    repository.commit(`commit ${number}`, {
      'app.js': `${number}\n`,
      'asset.bin': 'asset\n',
      '.gitattributes': attributes,
    });
  }
  configure(repository, program);
  writeFileSync(marks, '');
  return repository;
}

beforeEach(() => {
  ({ marks, program } = markingProgram());
  writeFileSync(marks, '');
  const before = process.env.TIDEMARK_GIT_FILTER;
  onTestFinished(() => {
    if (before === undefined) delete process.env.TIDEMARK_GIT_FILTER;
    else process.env.TIDEMARK_GIT_FILTER = before;
  });
});

test('the programs are there to be run: git alone runs them', () => {
  const repository = hostile('*.bin filter=marking\n');
  execFileSync('git', ['-C', repository.folder, 'checkout', '--quiet', 'HEAD~1'], { stdio: 'ignore' });
  writeFileSync(join(repository.folder, 'asset.bin'), 'other\n');
  execFileSync('git', ['-C', repository.folder, 'checkout', '--', 'asset.bin'], { stdio: 'ignore' });
  expect(marked().split('\n')).toEqual(
    expect.arrayContaining([
      'fsmonitor',
      'reference-transaction',
      'post-checkout',
      'post-index-change',
      'smudge',
    ]),
  );
});

describe('no program is run', () => {
  test('by a checkout, a look at the work tree, a copy of it, or their end', async () => {
    const repository = hostile();
    await resolveRevision(repository.folder, 'HEAD~2');
    await refuseDirty(repository.folder, []);
    await using harness = await copyTestFiles(repository.folder, ['app.js']);
    {
      await using checkout = await checkOut(repository.folder, 'HEAD~1', unexpected);
      expect(readFileSync(join(checkout.folder, 'app.js'), 'utf8')).toBe('4\n');
      await discardChanges(checkout.root);
    }
    expect(readFileSync(harness.files[0]!, 'utf8')).toBe('5\n');
    expect(marked()).toBe('');
  });

  test('by git bisect, nor by git in what it starts', async () => {
    const repository = hostile();
    const ends = { good: repository.git('rev-parse', 'HEAD~4'), bad: repository.git('rev-parse', 'HEAD') };
    await using checkout = await checkOut(repository.folder, 'main', unexpected);
    const step = [
      'sh',
      '-c',
      'git status >&2 && git checkout --quiet --force HEAD && test "$(cat app.js)" -lt 3',
    ];
    const bisected = await gitBisect({ root: checkout.root, ...ends, step }, watched);
    expect(bisected).toMatchObject({ outcome: { kind: 'found', first: { subject: 'commit 3' } } });
    expect(marked()).toBe('');
  });

  test('by a configuration that holds in linked work trees alone', async () => {
    const repository = hostile('*.js filter=inner\n*.js diff=inner\n');
    const inner = join(repository.folder, '.git/inner');
    writeFileSync(
      inner,
      `[filter "inner"]\n smudge = ${program} smudge\n[diff "inner"]\n textconv = ${program} textconv\n[core]\n fsmonitor = ${program} fsmonitor\n`,
    );
    repository.git('config', 'includeIf.gitdir:**/worktrees/**.path', inner);
    await expect(checkOut(repository.folder, 'HEAD~1', unexpected)).rejects.toThrow('--git-filter inner');
    expect(marked()).toBe('');
  });

  test('to fetch what a partial clone lacks; that is said, with what to do', async () => {
    const origin = hostile();
    origin.git('config', 'uploadpack.allowFilter', 'true');
    const clone = join(temporaryFolder('clone-'), 'partial');
    const url = `file://${origin.folder}`;
    execFileSync('git', ['clone', '--quiet', '--filter=blob:none', url, clone], { stdio: 'ignore' });
    for (const [key, value] of [
      ['core.sshCommand', `${program} ssh`],
      ['credential.helper', `!${program} credential`],
      ['remote.origin.uploadpack', `${program} uploadpack`],
      ['protocol.ext.allow', 'always'],
      ['protocol.allow', 'always'],
    ])
      execFileSync('git', ['-C', clone, 'config', key!, value!]);
    for (const from of [url, `ext::${program} ext`, 'ssh://git@127.0.0.1:1/x', 'http://127.0.0.1:1/x']) {
      execFileSync('git', ['-C', clone, 'config', 'remote.origin.url', from]);
      writeFileSync(marks, '');
      await expect(checkOut(clone, 'HEAD~2', unexpected), from).rejects.toThrow(
        'The clone is partial and lacks files of that revision. Fetch them first: git fetch --refetch --no-filter',
      );
      expect(marked(), from).toBe('');
    }
  });

  test('by git in a build', async () => {
    const repository = hostile();
    // A build may fetch, also one that a bisect asks for.
    vi.stubEnv('TIDEMARK_GIT_FETCH', '{}');
    vi.stubEnv('GIT_ALLOW_PROTOCOL', 'none');
    onTestFinished(() => void vi.unstubAllEnvs());
    const file = `git status && git checkout --quiet --force HEAD && git ls-remote --quiet file://${repository.folder} HEAD`;
    const build = { file, shell: true };
    const { code } = await runGroup({ ...build, cwd: repository.folder, signal: watched.signal });
    expect({ code, marked: marked() }).toEqual({ code: 0, marked: '' });
  });

  test('to tell the commit under test, of which the user’s index is not written anew', async () => {
    const repository = hostile();
    const index = join(repository.folder, '.git/index');
    writeFileSync(join(repository.folder, 'app.js'), '5\n');
    const before = readFileSync(index);
    const { subject } = await collectFingerprint(repository.folder);
    expect(subject).toMatchObject({ commit: repository.git('rev-parse', 'HEAD'), dirty: false });
    expect(readFileSync(index)).toEqual(before);
    expect(marked()).toBe('');
  });

  test('by a filter that a submodule alone has', async () => {
    const library = new Repository();
    library.commit('library', { 'a.bin': 'a\n', '.gitattributes': '*.bin filter=inner\n' });
    const repository = new Repository();
    const file = ['-c', 'protocol.file.allow=always'];
    repository.git(...file, 'submodule', '--quiet', 'add', library.folder, 'vendor');
    repository.commit('with it');
    repository.git('-C', 'vendor', 'config', 'filter.inner.clean', `${program} clean`);
    await refuseDirty(repository.folder, []);
    repository.write({ 'vendor/a.bin': 'changed\n' });
    await expect(refuseDirty(repository.folder, [])).rejects.toThrow('modified: vendor/a.bin.');
    expect((await collectFingerprint(repository.folder)).subject.dirty).toBe(true);
    expect(marked().replaceAll('clean\n', '')).toBe('');
  });
});

describe('a filter that a checkout needs', () => {
  test('is refused: its files, its command and how to allow it are named', async () => {
    const repository = hostile('*.bin filter=marking\n');
    const before = repository.state();
    writeFileSync(marks, '');
    await expect(checkOut(repository.folder, 'HEAD~1', unexpected)).rejects.toThrow(
      `HEAD~1 has files that git would pass through a filter: asset.bin; "marking" runs \`${program} smudge\`. A filter is a program of your configuration, so it runs only when you say so. Add --git-filter marking to run it.`,
    );
    expect(marked()).toBe('');
    expect(repository.state()).toEqual(before);
  });

  test('runs where it is allowed by name', async () => {
    const repository = hostile('*.bin filter=marking\n');
    allowFilters(['other', 'marking']);
    await using checkout = await checkOut(repository.folder, 'HEAD~1', unexpected);
    expect(readFileSync(join(checkout.folder, 'asset.bin'), 'utf8')).toBe('asset\n');
    expect(marked()).toBe('smudge\n');
  });

  test('is none where no file has it, or it only cleans', async () => {
    const unused = hostile('');
    await (await checkOut(unused.folder, 'HEAD', unexpected))[Symbol.asyncDispose]();
    const cleaning = hostile('*.bin filter=marking\n');
    cleaning.git('config', 'filter.marking.smudge', 'cat');
    writeFileSync(marks, '');
    await (await checkOut(cleaning.folder, 'HEAD', unexpected))[Symbol.asyncDispose]();
    expect(marked()).toBe('');
  });
});
