import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { BY_P50, Suspects } from './bisect-repository.ts';

const FILES = ['program.js', 'delay.js', 'notes.txt', 'package.json'];

const commandLines = (pattern: string): string =>
  spawnSync('pgrep', ['--full', '--list-full', pattern], { encoding: 'utf8' }).stdout;

test.each([
  ['the ends are measured', /bad end \w{7} commit 4: run 1 of 3/],
  ['git bisect runs', /^\w{7} commit [23]: run 1 of 3/m],
])(
  'Ctrl-C while %s leaves branch, index, files and work trees as they were, and no process',
  async (_, moment) => {
    const repository = new Suspects('broker', '2', ['nothing', 'nothing', { delayMs: '200' }]);
    const read = () => FILES.map((name) => readFileSync(`${repository.folder}/${name}`, 'utf8'));
    const [state, texts] = [repository.state(), read()];
    const { process: child, ended } = repository.start(...BY_P50);
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    while (!moment.test(said) && child.exitCode === null) await sleep(50);
    // The next run has begun, and with it a target.
    const target = `program.js ${basename(repository.folder)}$`;
    while (!commandLines(target) && child.exitCode === null) await sleep(20);
    expect(child.exitCode, said).toBeNull();
    process.kill(-child.pid!, 'SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code, stdout + stderr).toBe(130);
    expect(stderr).toContain('Interrupted; what was measured is kept in results.');
    expect(repository.state()).toEqual(state);
    expect(read()).toEqual(texts);
    // A target that is still starting is ended by the sweeper.
    await expect.poll(() => commandLines(basename(repository.folder))).toBe('');
    const own = `tidemark-${child.pid}-`;
    await expect.poll(() => readdirSync(tmpdir()).filter((name) => name.startsWith(own))).toEqual([]);
    await expect.poll(() => commandLines(own)).toBe('');
  },
);
