import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sealed } from '../../reporters/integrity.ts';
import { Folder, suite } from './command.ts';

const RUBRIC = `
title: Small
total: 10
criteria:
  - { id: hold, title: It holds, points: 10, slo: { suite: small.slo.ts, metrics: all } }
`;
const PROMISE = `{ 'publish.rate': '>= 10/s', lost: '= 0' }`;

async function measured(...options: readonly string[]): Promise<Folder> {
  const folder = new Folder({ 'small.slo.ts': suite(PROMISE), 'rubric.yaml': RUBRIC });
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder.path, stdio: 'pipe' });
  openssl('genpkey', '-algorithm', 'ed25519', '-out', 'key.pem');
  openssl('pkey', '-in', 'key.pem', '-pubout', '-out', 'public.pem');
  const { code, stderr } = await folder.run('run', 'small.slo.ts', ...options);
  expect(stderr).not.toContain('unexpected error');
  expect(code).toBe(0);
  return folder;
}

test('a run signed with the key counts, and comes out the same when measured again', async () => {
  const folder = await measured('--sign', 'key.pem', '--broker', 'embedded');
  const grade = ['grade', 'rubric.yaml', '--results', 'results', '--key', 'public.pem', '--rerun'];
  const { code, stdout, stderr } = await folder.run(...grade);
  expect(stderr).toMatch(
    /measuring again: small\n {2}agrees: publish\.rate [\d.]+\/s, again [\d.]+\/s; lost 0, again 0/,
  );
  expect(stdout).toContain('10 of 10 points');
  expect(code).toBe(0);
  expect(folder.read('results/grade.md')).toMatch(/## Measured again\n\n- small: agrees: publish\.rate/);
  expect(JSON.parse(folder.read('results/grade.json'))).toMatchObject({
    again: [{ cell: 'small', outcome: 'agrees' }],
    files: [{ content: 'as written', signature: 'valid' }],
  });
});

test('figures made up, with the hash put right: a second measurement disagrees, and the grader is told', async () => {
  const folder = await measured();
  const results = folder.results();
  const cells = results.cells.map((cell) => ({
    ...cell,
    metrics: { ...cell.metrics, 'publish.rate': { ...cell.metrics['publish.rate']!, value: 5000 } },
  }));
  const forged = sealed({ ...results, cells }, null);
  writeFileSync(join(folder.path, 'results/mqtt-results.json'), JSON.stringify(forged));
  const { code, stderr } = await folder.run('grade', 'rubric.yaml', '--results', 'results', '--rerun', '3');
  expect(stderr).toMatch(/disagrees: publish\.rate 5,000\/s, again 5\d\.?\d*\/s/);
  expect(code).toBe(0);
  const grade = folder.read('results/grade.md');
  expect(grade).toContain('**A second measurement disagrees**');
  expect(grade).toContain('10 of 10 points');
});

test('a command that names a program of its own is not run, and the grade says so', async () => {
  const folder = await measured();
  const touch = {
    ...folder.results(),
    command: "npx tidemark run small.slo.ts --broker 'exec:touch was-run'",
  };
  writeFileSync(join(folder.path, 'results/mqtt-results.json'), JSON.stringify(sealed(touch, null)));
  const { stderr } = await folder.run('grade', 'rubric.yaml', '--results', 'results', '--rerun');
  expect(stderr).toContain('not measured: its command has `--broker exec:touch was-run`');
  expect(() => folder.read('was-run')).toThrow();
});
