import { expect, test } from 'vitest';
import { defaultSettings, STAND_INS } from '../../../fixtures/settings.ts';
import { bareCommand } from '../../../reporters/vitest/bare-command.ts';

test('the command to run files again under bare vitest names all that settings are read from, without passwords', () => {
  const asked = new Set<string>();
  const environment = new Proxy<Record<string, string>>(
    {},
    {
      get: (_, name: string) => {
        asked.add(name);
        return `http://u:secret@${name}/a http://b/c`;
      },
    },
  );
  defaultSettings(environment);
  const command = bareCommand(['perf/a b.slo.ts'], STAND_INS, environment);
  expect([...command.matchAll(/\b(TIDEMARK_\w+)=/g)].map(([, name]) => name).sort()).toEqual(
    [...asked].sort(),
  );
  expect(asked).toContain('TIDEMARK_BROKER');
  expect(command).toMatch(/ npx vitest run 'perf\/a b\.slo\.ts'$/);
  expect(command).not.toContain('secret');
});

test('and nothing that is not set', () => {
  expect(bareCommand(['a.slo.ts'], STAND_INS, { TIDEMARK_SITE_CONFIG: 'tuned' })).toBe(
    'TIDEMARK_SITE_CONFIG=tuned npx vitest run a.slo.ts',
  );
});
