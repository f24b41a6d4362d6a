import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LAUNCHER } from '../../../matrix/arms/launcher.ts';
import { readRows, step, writeState } from '../../../matrix/bisect/step.ts';
import { Repository } from '../arms/repository.ts';

/** The step that git runs for what is checked out, with a build that fails, so that nothing is run. */
async function stepIn(repository: Repository, where: string, build: string) {
  const out = realpathSync(mkdtempSync(join(tmpdir(), 'step-test-')));
  onTestFinished(() => rmSync(out, { recursive: true }));
  const [state, rows] = [join(out, 'state.json'), join(out, 'rows.jsonl')];
  const end = { folder: repository.folder, commit: { commit: 'x', subject: 'x' } };
  await writeState(state, {
    measuring: { files: [], suitesFrom: out, options: [], build, trials: 3, out, launcher: LAUNCHER },
    root: repository.folder,
    folder: join(repository.folder, where),
    followed: {
      metric: 'delivery.p50',
      unit: 'ms',
      better: 'lower',
      cell: { suite: 'a.slo.ts', title: 'a', parameters: {}, planHash: 'x' },
      target: null,
    },
    line: { threshold: 5, gap: 4, better: 'lower', trials: 3 },
    ends: { good: end, bad: end },
    rows,
    calibrations: [],
    unsteady: null,
  });
  const verdict = await step(state, { signal: new AbortController().signal, say: () => {} });
  return { verdict, row: (await readRows(rows))[0] };
}

test('what a build has made and a later commit tracks does not keep git from going there; what is ignored stays', async () => {
  const repository = new Repository();
  const first = repository.commit('first', { 'app.js': '1', '.gitignore': 'cache\n' });
  const second = repository.commit('second', { 'lock.json': 'tracked' });
  repository.git('checkout', '--quiet', first);
  const build =
    'echo 2 > app.js; echo built > lock.json; mkdir made; git init -q made; echo 1 > cache; exit 1';
  expect(await stepIn(repository, '.', build)).toMatchObject({ verdict: 'skip', row: { commit: first } });
  repository.git('checkout', '--quiet', second);
  expect(readFileSync(join(repository.folder, 'lock.json'), 'utf8')).toBe('tracked');
  expect(readFileSync(join(repository.folder, 'cache'), 'utf8')).toBe('1\n');
  expect(repository.git('status', '--porcelain')).toBe('');
});

test('a commit without the folder that is measured is skipped', async () => {
  const repository = new Repository();
  const commit = repository.commit('first', { 'app.js': '1' });
  expect(await stepIn(repository, 'app', 'true')).toEqual({
    verdict: 'skip',
    row: expect.objectContaining({ commit, reason: expect.stringMatching(/^there is no folder .*app$/) }),
  });
});

test('a signed commit is read without what git says of its signature', async () => {
  const repository = new Repository();
  repository.commit('first', { 'app.js': '1' });
  const text = repository.git('cat-file', 'commit', 'HEAD');
  const signature = ['gpgsig -----BEGIN PGP SIGNATURE-----', ' ', ' none', ' -----END PGP SIGNATURE-----'];
  const file = join(repository.folder, '.git/signed');
  writeFileSync(file, `${text.replace(/\n\n/, `\n${signature.join('\n')}\n\n`)}\n`);
  const commit = repository.git('hash-object', '-t', 'commit', '-w', file);
  repository.git('reset', '--hard', '--quiet', commit);
  repository.git('config', 'log.showSignature', 'true');
  expect((await stepIn(repository, '.', 'false')).row).toMatchObject({ commit, subject: 'first' });
});

test('the row that is kept holds no credentials of the build', async () => {
  const repository = new Repository();
  repository.commit('first', { 'app.js': '1' });
  const { row } = await stepIn(repository, '.', 'NPM_TOKEN=hunter2 false');
  expect(row!.reason).toMatch(/^'NPM_TOKEN=\*\*\* false' ended with 1/);
});
