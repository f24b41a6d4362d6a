import { Command } from 'commander';
import { expect, test } from 'vitest';
import { readDurationMs } from '../../cli/arguments.ts';
import { writtenOptions } from '../../cli/written-options.ts';

function parsed(...argv: readonly string[]): readonly string[] {
  const command = new Command()
    .argument('[files...]')
    .option('--for <duration>', '', readDurationMs('--for'))
    .option('--host-network')
    .option('-t, --pattern <pattern>')
    .option('--out <folder>', '', 'results');
  const written = writtenOptions(command, new Set(['--out']));
  command.option('--good <revision>').parse(argv, { from: 'user' });
  return written;
}

test('options are handed on as they were written; defaults, files and the others are not', () => {
  const argv = ['--for', '2m', '--good', 'v1', '--host-network', '-t', 'a b', '--out', 'x', '--', 'f.slo.ts'];
  expect(parsed(...argv)).toEqual(['--for', '2m', '--host-network', '--pattern', 'a b']);
  expect(parsed('--for=2m')).toEqual(['--for', '2m']);
  expect(parsed('f.slo.ts')).toEqual([]);
});
