import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { environmentHash } from '../../saved/environment-hash.ts';
import { collectFingerprint, withTargets } from '../../saved/fingerprint.ts';
import { cellOf, sweepShapes } from '../reporters/sample-results.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-fingerprint-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const git = (...args: string[]): string =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
    encoding: 'utf8',
  }).trim();

test('the environment names this machine', async () => {
  const { environment } = await collectFingerprint(folder);
  expect(environment).toMatchObject({
    cores: availableParallelism(),
    kernel: release(),
    node: process.versions.node,
  });
  expect(environment.cpu).not.toBe('');
  expect(environment.os).not.toBe('');
  expect(environment.memoryBytes).toBeGreaterThan(2 ** 20);
});

test('the subject is the commit, and says when it was changed', async () => {
  git('init', '-q');
  await writeFile(join(folder, 'file'), 'one');
  git('add', 'file');
  git('commit', '-qm', 'one');
  expect((await collectFingerprint(folder)).subject).toMatchObject({
    commit: git('rev-parse', 'HEAD'),
    dirty: false,
  });
  await writeFile(join(folder, 'file'), 'two');
  expect((await collectFingerprint(folder)).subject.dirty).toBe(true);
});

test('outside of a Git working tree commit and dirty are unknown', async () => {
  expect((await collectFingerprint(folder)).subject).toMatchObject({ commit: null, dirty: null });
});

test('targets come from the cells: joined when they differ, without credentials', async () => {
  const cell = cellOf(sweepShapes[0] as (typeof sweepShapes)[number]);
  const target = {
    kind: 'URL',
    label: 'x',
    version: 'mqtt://u:hunter2@h',
    image: null,
    configuration: null,
    quota: '1 CPU',
  };
  const fingerprint = withTargets(await collectFingerprint(folder), [
    cell,
    cell,
    { target },
    { target: null },
  ]);
  expect(fingerprint.environment).toMatchObject({ targetKind: 'URL + native', quota: '1 CPU' });
  expect(fingerprint.subject.version).toBe('mosquitto version 2.0.11 + mqtt://u:***@h');
});

test('the hash follows the environment and not the order of its keys', async () => {
  const { environment } = await collectFingerprint(folder);
  const reordered = Object.fromEntries(Object.entries(environment).reverse()) as typeof environment;
  expect(environmentHash(reordered)).toBe(environmentHash(environment));
  expect(environmentHash({ ...environment, cores: environment.cores + 1 })).not.toBe(
    environmentHash(environment),
  );
});
