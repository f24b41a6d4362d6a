import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sealed } from '../../saved/integrity.ts';
import type { Results } from '../../saved/results.ts';
import { proveFolder, writeResults } from '../../saved/results-file.ts';
import { cellOf, resultsOf } from '../reporters/sample-results.ts';
import { Folder, readySuite, suite, UNOBSERVED } from './command.ts';
import type { Ended } from './in-process.ts';

const RUBRIC = `
title: Small
total: 10
criteria:
  - { id: hold, title: It holds, points: 10, slo: { suite: small.slo.ts, metrics: all } }
`;
const PROMISE = `{ 'publish.rate': '>= 10/s', lost: '= 0' }`;

async function measured(text: string, ...options: readonly string[]): Promise<Folder> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const folder = new Folder(
    {
      'small.slo.ts': text,
      'rubric.yaml': RUBRIC,
      'key.pem': privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      'public.pem': publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    },
    UNOBSERVED,
  );
  const { code, stderr } = await folder.run('run', 'small.slo.ts', ...options);
  expect(stderr).not.toContain('unexpected error');
  expect(code).toBe(0);
  return folder;
}

const grade = ['grade', 'rubric.yaml', '--results', 'results'];

/** A machine that is busy elsewhere makes the second run invalid now and then; that says why, and is tried again. */
async function measuredAgain(folder: Folder, ...options: readonly string[]): Promise<Ended> {
  for (let attempt = 1; ; attempt++) {
    const ended = await folder.run(...grade, ...options);
    if (attempt === 3 || !/not measured: the second run was invalid: \S/.test(ended.stderr)) return ended;
  }
}

test.concurrent('a run signed with the key counts, and comes out the same when measured again', async () => {
  const folder = await measured(suite(PROMISE), '--sign', 'key.pem', '--broker', 'embedded');
  const { code, stdout, stderr } = await measuredAgain(folder, '--key', 'public.pem', '--rerun');
  expect(stderr).toMatch(
    /measuring again: small\n {2}agrees: publish\.rate [\d.]+\/s, again [\d.]+\/s; lost 0, again 0/,
  );
  expect(stdout).toContain('10 of 10 points');
  expect(code).toBe(0);
  expect(folder.read('results.grade.md')).toMatch(/## Measured again\n\n- small: agrees: publish\.rate/);
  expect(JSON.parse(folder.read('results.grade.json'))).toMatchObject({
    again: [{ cell: 'small', outcome: 'agrees' }],
    files: [{ content: 'as written', signature: 'valid' }],
  });
});

test.concurrent('figures made up, with the hash put right: a second measurement disagrees, and the grader is told', async () => {
  const folder = await measured(readySuite(PROMISE));
  handIn(folder, ({ cells, ...results }) => ({
    ...results,
    cells: cells.map((cell) => ({
      ...cell,
      metrics: { ...cell.metrics, 'publish.rate': { ...cell.metrics['publish.rate']!, value: 5000 } },
    })),
  }));
  const { code, stderr } = await measuredAgain(folder, '--rerun', '3');
  expect(stderr).toMatch(/disagrees: publish\.rate 5,000\/s, again (9\d|1\d\d)\.?\d*\/s/);
  expect(code).toBe(0);
  const text = folder.read('results.grade.md');
  expect(text).toContain('**A second measurement disagrees**');
  expect(text).toContain('10 of 10 points');
});

/** The results as somebody changed them, with the hash put right. */
function handIn(folder: Folder, change: (results: Results) => Results): void {
  const results = sealed(change(folder.results()), null);
  writeFileSync(join(folder.path, 'results/mqtt-results.json'), JSON.stringify(results));
}

test.each([
  ['below the submission', 'results/small.slo.ts', 'results/small.slo.ts lies in results'],
  ['that is no test file', 'anything.ts', 'anything.ts is no test file'],
  ['that leads there', 'link.slo.ts', 'link.slo.ts lies in results'],
  ['outside of the working folder', '/usr/bin/env', 'there is no /usr/bin/env below'],
])('a file %s is not run', async (_, path, said) => {
  const folder = await handedInOf(path);
  const { code, stderr } = await folder.run(...grade, '--rerun');
  expect(stderr).toContain(`not measured: ${said}`);
  expect(code).toBe(0);
  expect(existsSync(join(folder.path, 'was-run'))).toBe(false);
});

/** Results that name `path` as their test file, which leaves a trace when it is run. */
async function handedInOf(path: string): Promise<Folder> {
  const folder = new Folder({ 'rubric.yaml': RUBRIC.replace('small.slo.ts', "'*'") });
  mkdirSync(join(folder.path, 'results'));
  const file = path === 'link.slo.ts' ? 'results/small.slo.ts' : path;
  if (file !== path) symlinkSync(file, join(folder.path, path));
  if (!file.startsWith('/')) {
    folder.write({ [file]: `import { writeFileSync } from 'node:fs'; writeFileSync('was-run', '');` });
  }
  const cells = [{ ...cellOf({ clients: 500, qos: 1, verdict: 'pass', medianMs: 1 }), suite: path }];
  const command = 'npx tidemark run --broker embedded';
  await proveFolder(join(folder.path, 'results'));
  await writeResults(join(folder.path, 'results'), { ...resultsOf(cells), command });
  return folder;
}

test.concurrent('a grade that can no longer be written when it has been measured again is lost with 125', async () => {
  const folder = await handedInOf('anything.slo.ts');
  folder.write({ 'anything.slo.ts': `import { mkdirSync } from 'node:fs'; mkdirSync('results.grade.md');` });
  const { code, stderr } = await folder.run(...grade, '--rerun');
  expect(stderr).toContain('results.grade.md cannot be written: EISDIR');
  expect(stderr).not.toContain('unexpected error');
  expect(code).toBe(125);
});

test.concurrent('a command that names a program of its own is not run, and the grade says so', async () => {
  const folder = await measured(readySuite(PROMISE));
  const command = "npx tidemark run small.slo.ts --broker 'exec:touch was-run'";
  handIn(folder, (results) => ({ ...results, command }));
  const { stderr } = await folder.run(...grade, '--rerun');
  expect(stderr).toContain('not measured: its command has `--broker exec:touch was-run`');
  expect(() => folder.read('was-run')).toThrow();
});

test.concurrent('Ctrl-C while it is measured again ends with 130, and no half grade is written', async () => {
  const folder = await measured(readySuite(PROMISE));
  const { process: child, ended } = folder.start(...grade, '--rerun');
  await new Promise<void>((resolve) => {
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said += chunk;
      if (said.includes('measuring again')) resolve();
    });
  });
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  expect(code).toBe(130);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(existsSync(join(folder.path, 'results.grade.md'))).toBe(false);
});
