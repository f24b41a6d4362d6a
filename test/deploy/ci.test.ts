import { describe, expect, test, vi } from 'vitest';
import { main } from '../../cli/main.ts';
import { parseBrokerChoice } from '../../fixtures/broker/grammar.ts';
import { requiredParts } from '../../fixtures/target/required-parts.ts';
import { github, gitlab, pipelines } from './pipelines.ts';

/** `tidemark run --save-baseline …` of a script, words of the shell left out. */
const commandsIn = (script: string): readonly (readonly string[])[] =>
  [...script.replaceAll('\\\n', ' ').matchAll(/npx tidemark ([^|&\n)]*)/g)].map(([, words = '']) =>
    words.trim().split(/\s+/),
  );

/** Null: there is no such command. */
async function helpOf(command: string): Promise<string | null> {
  let said = '';
  const write = (text: unknown) => {
    said += text;
    return true;
  };
  const out = vi.spyOn(process.stdout, 'write').mockImplementation(write);
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(write);
  const code = await main([command, '--help']);
  out.mockRestore();
  err.mockRestore();
  // Of a command that does not exist it is the help of all.
  return code === 0 && said.startsWith(`Usage: tidemark ${command} `) ? said : null;
}

describe.each(pipelines)('$name', ({ scripts, gate, variables }) => {
  test('names commands and options that exist', async () => {
    const commands = scripts.flatMap(commandsIn);
    expect(commands.length).toBeGreaterThan(1);
    for (const [command = '', ...words] of commands) {
      const help = await helpOf(command);
      expect(help, `tidemark ${command}`).not.toBeNull();
      for (const option of words.filter((word) => word.startsWith('--')))
        expect(help).toContain(`  ${option} `);
    }
    expect(await helpOf('rnu')).toBeNull();
  });

  test('hands on the exit code of every command that judges', () => {
    expect(gate).toMatch(/code=0\n *npx tidemark run perf .*\|\| code=\$\?/);
    expect(gate.trimEnd().endsWith('exit $code')).toBe(true);
    for (const script of scripts) expect(script).not.toMatch(/[^|]\|[^|]/);
  });

  test('names a kind of target and parts that are known', () => {
    expect(() => parseBrokerChoice(variables.TIDEMARK_BROKER!)).not.toThrow();
    expect(requiredParts(variables.TIDEMARK_REQUIRE!)).toContain('sysstat');
  });
});

test('GitHub keeps results and JUnit report of a gate that was red', () => {
  const always = github.jobs.slo!.steps.filter((step) => step.if === 'always()');
  expect(always.map((step) => step.with?.path ?? step.with?.report_paths)).toEqual([
    'results/junit.xml',
    'results/',
  ]);
});

test('GitLab keeps results and JUnit report of a gate that was red', () => {
  expect(gitlab.performance.artifacts).toEqual({
    when: 'always',
    paths: ['results/'],
    reports: { junit: 'results/junit.xml' },
  });
});
