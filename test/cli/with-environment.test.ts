import { Command, Option } from 'commander';
import { expect, onTestFinished, test } from 'vitest';
import { withEnvironment } from '../../cli/with-environment.ts';

test('what the environment says for an option is written out, whatever the option is called', () => {
  process.env.WITH_ENVIRONMENT_SITE = 'container';
  process.env.WITH_ENVIRONMENT_SITE_CONFIG = 'tuned';
  onTestFinished(() => {
    delete process.env.WITH_ENVIRONMENT_SITE;
    delete process.env.WITH_ENVIRONMENT_SITE_CONFIG;
  });
  const asked = (...argv: readonly string[]): readonly string[] => {
    const command = new Command()
      .argument('[files...]')
      .addOption(new Option('--site <target>').env('WITH_ENVIRONMENT_SITE'))
      .addOption(new Option('--site-config <name>').env('WITH_ENVIRONMENT_SITE_CONFIG'))
      .parse(argv, { from: 'user' });
    return withEnvironment(['compare', ...argv], command);
  };
  const both = ['--site', 'container', '--site-config', 'tuned'];
  expect(asked('a.slo.ts')).toEqual(['compare', ...both, 'a.slo.ts']);
  const said = ['--site-config', 'nominal', 'a.slo.ts'];
  expect(asked(...said)).toEqual(['compare', '--site', 'container', ...said]);
});
