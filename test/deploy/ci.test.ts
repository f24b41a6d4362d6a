import { describe, expect, test } from 'vitest';
import { BROKERS } from '../../targets/broker/kinds.ts';
import { readChoice } from '../../targets/choice.ts';
import { requiredParts } from '../../targets/required-parts.ts';
import { helpOf } from './help-of.ts';
import { github, gitlab, pipelines } from './pipelines.ts';

/** `tidemark run --save-baseline …` of a script, words of the shell left out. */
const commandsIn = (script: string): readonly (readonly string[])[] =>
  [...script.replaceAll('\\\n', ' ').matchAll(/bin\/tidemark"? ([^|&\n)]*)/g)].map(([, words = '']) =>
    words.trim().split(/\s+/),
  );

describe.each(pipelines)('$name', ({ slo, compare, variables }) => {
  const scripts = [...slo, ...compare];

  test('names commands and options that exist', async () => {
    const commands = scripts.flatMap(commandsIn);
    expect(commands.map(([command]) => command)).toEqual(['run', 'run', 'compare']);
    for (const [command = '', ...words] of commands) {
      const help = await helpOf(command);
      expect(help, `tidemark ${command}`).not.toBeNull();
      for (const option of words.filter((word) => /^--\w/.test(word))) expect(help).toContain(`  ${option} `);
    }
    expect(await helpOf('rnu')).toBeNull();
  });

  test('measures base with the test files of head, under their names there', () => {
    const [words = []] = slo.flatMap(commandsIn);
    const [, path, , from] = words;
    expect(words.slice(0, 5)).toEqual(['run', path, '--suites-from', from, '--save-baseline']);
    expect(path).toBe(from?.replace(/"$/, '/perf"'));
  });

  test('hands on the exit code of every command that judges', () => {
    for (const gate of [slo.at(-1), compare.at(-1)]) {
      expect(gate).toMatch(
        /^code=0\nnode_modules\/\.bin\/tidemark .* \|\| code=\$\?\n[\s\S]*\nesac\nexit \$code\n$/,
      );
    }
    for (const script of scripts) expect(script).not.toMatch(/[^|]\|[^|]/);
  });

  test('names a kind of target and parts that are known', () => {
    expect(() => readChoice(BROKERS, variables.TIDEMARK_BROKER!)).not.toThrow();
    expect(requiredParts(variables.TIDEMARK_REQUIRE!)).toContain('sysstat');
  });
});

test('GitHub keeps the results of a gate that was red', () => {
  const kept = Object.values(github.jobs).map(({ steps }) =>
    steps.filter((step) => step.if === 'always()').map(({ with: of }) => of?.path ?? of?.report_paths),
  );
  expect(kept).toEqual([['results/junit.xml', 'results/'], ['results/']]);
});

test('GitLab keeps the results of a gate that was red', () => {
  expect(gitlab['.performance'].artifacts).toEqual({ when: 'always', paths: ['results/'] });
  expect(gitlab.slo.artifacts?.reports.junit).toBe('results/junit.xml');
  expect([gitlab.slo.extends, gitlab.compare.extends]).toEqual(['.performance', '.performance']);
});
