/** The gate of each ready pipeline, as its shell runs it, on the real command. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Folder, readySuite, suite } from '../cli/command.ts';
import { Repository } from '../matrix/arms/repository.ts';
import { pipelines } from './pipelines.ts';

const LAUNCHER = fileURLToPath(new URL('../../cli/tidemark.js', import.meta.url));

const BREACHED = /SLO breached/i;

const THIS_ONE = `exec '${process.execPath}' '${LAUNCHER}' "$@"`;

/** A project that has this tidemark installed, or what a shell says in its place. */
function install(folder: string, test: string, installed = THIS_ONE): void {
  const bin = `${folder}/node_modules/.bin`;
  for (const name of [bin, `${folder}/perf`]) mkdirSync(name, { recursive: true });
  writeFileSync(`${folder}/perf/a.slo.ts`, test);
  writeFileSync(`${bin}/tidemark`, `#!/bin/sh\n${installed}\n`);
  chmodSync(`${bin}/tidemark`, 0o755);
}

function runGate(gate: string, ...project: [test: string, installed?: string]): Promise<Judged> {
  const { path } = new Folder();
  install(path, ...project);
  return runScript(gate, path);
}

interface Judged {
  readonly code: number;
  readonly said: string;
}

function runScript(script: string, folder: string): Promise<Judged> {
  const { VITEST: _v, NODE_ENV: _n, GITHUB_STEP_SUMMARY: _s, ...env } = process.env;
  const variables = {
    CI: 'true',
    TIDEMARK_BROKER: 'embedded',
    TIDEMARK_REQUIRE: '',
    GITHUB_WORKSPACE: folder,
    CI_PROJECT_DIR: folder,
    RUNNER_TEMP: folder,
    TMPDIR: folder,
    TEMP: folder,
    SAVE: '',
    BASE: 'HEAD',
    CI_MERGE_REQUEST_DIFF_BASE_SHA: 'HEAD',
    GITHUB_STEP_SUMMARY: `${folder}/summary`,
  };
  return new Promise((resolve) => {
    // As GitHub runs `shell: bash`, and GitLab its scripts.
    const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script];
    execFile('bash', args, { cwd: folder, env: { ...env, ...variables } }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr }),
    );
  });
}

describe.concurrent.each(pipelines)('the gates of $name', ({ slo, compare }) => {
  /** What `npm ci` asks for, where a project needs nothing. */
  const project = {
    'package.json': '{ "name": "project" }',
    'package-lock.json':
      '{ "name": "project", "lockfileVersion": 3, "packages": { "": { "name": "project" } } }',
  };
  const relative = readySuite(`{ 'publish.ack.p50': '<= baseline + 10000%' }`);

  test.for([
    [
      'green for a test that base does not have',
      0,
      project,
      /^ {2}pass .* required <= baseline[\s\S]*All SLOs met/m,
    ],
    ['red, and no breach, where base cannot be built', 125, {}, /base commit[\s\S]*could not be judged/i],
  ] as const)('are %s', async ([_, code, base, message]) => {
    const repository = new Repository();
    repository.commit('base', base);
    install(repository.folder, relative);
    const ended = await runScript(slo.slice(-2).join('\n'), repository.folder);
    expect(ended.said).toMatch(message);
    expect(ended.said).not.toMatch(BREACHED);
    expect(ended.code, ended.said).toBe(code);
  });

  test('are red for a breach, by a load that is put on a broker', async () => {
    const ended = await runGate(slo.at(-1)!, suite(`{ 'publish.ack.p50': '< 1us' }`));
    expect(ended.said).toMatch(BREACHED);
    expect(ended.code, ended.said).toBe(1);
  });

  test.for([
    [0, null],
    [1, /breached|regression/i],
    [125, /could not be judged/i],
    [127, /could not be judged.*not installed/i],
    [129, /wrong usage/i],
    [130, /interrupted/i],
  ] as const)('end as tidemark does, with %i, and say so in its words', async ([code, message]) => {
    for (const gate of [slo.at(-1)!, compare.at(-1)!]) {
      const ended = await runGate(gate, '', `exit ${code}`);
      expect(ended.code).toBe(code);
      if (message === null) expect(ended.said).toBe('');
      else expect(ended.said).toMatch(message);
      if (code !== 1) expect(ended.said).not.toMatch(/breached|regression/i);
    }
  });

  test('are red, and no regression, where there is nothing to compare', async () => {
    const ended = await runGate(compare.at(-1)!, suite(`{ lost: '= 0' }`));
    expect(ended.said).toMatch(/not a git repository/);
    expect(ended.said).toMatch(/wrong usage/i);
    expect(ended.said).not.toMatch(/regression/i);
    expect(ended.code).toBe(129);
  });
});
