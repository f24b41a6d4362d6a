/** What docker-compose cannot see: whether programs in the containers know what they are given. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { helpOf } from './help-of.ts';

const read = (name: string): string => readFileSync(new URL(`../../deploy/${name}`, import.meta.url), 'utf8');

interface Service {
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
}
const { worker, load } = (
  parse(read('compose.yaml')) as { readonly services: Readonly<Record<'worker' | 'load', Service>> }
).services;

test('workers are told by variables that `tidemark respond` reads', async () => {
  const help = (await helpOf('respond'))!.replace(/\s+/g, ' ');
  for (const name of Object.keys(worker.environment)) expect(help).toContain(`env: ${name})`);
  expect(help).not.toContain('env: MIN_WORKER)');
});

test('the load is told by variables that its test file reads, and by options of `tidemark run`', async () => {
  const [, read_ = ''] = /const \{([^}]*)\} = process\.env/.exec(read('compose/requests.slo.ts')) ?? [];
  expect(Object.keys(load.environment)).toEqual(read_.match(/[A-Z]\w+(?= =)/g));
  const [command = '', ...words] = load.command.trim().split(/\s+/);
  const help = await helpOf(command);
  for (const option of words.filter((word) => word.startsWith('--'))) expect(help).toContain(`  ${option} `);
});
