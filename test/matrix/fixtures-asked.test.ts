import { describe, expect, test } from 'vitest';
import { asking, firstParameter } from '../../matrix/fixtures-asked.ts';

type Anything = Record<string, unknown>;

describe('the fixtures a body asks for', () => {
  const asked = (body: (...parameters: never[]) => unknown) => String(asking(body, () => {}));

  test('are those it takes apart', () => {
    expect(asked((_load: number, { broker }: Anything) => broker)).toMatch(/\{\s*broker\s*\}/);
  });

  test('are broker and load where it takes the context whole', () => {
    expect(asked((load: number, context: Anything) => [load, context])).toContain('{ broker, load }');
  });

  test('are a site in place of the broker where it names one alone', () => {
    expect(asked((load: number, context: Anything) => [load, context.site])).toContain('{ site, load }');
  });
});

test('the first parameter gives the load its name', () => {
  expect(firstParameter(async (devices: number, { load }: Anything) => [devices, load])).toBe('devices');
  expect(firstParameter((rate: number) => rate)).toBe('rate');
  expect(firstParameter({ toString: () => 'async users => users' } as unknown as () => void)).toBe('users');
  expect(firstParameter(async ({ clients }: Anything) => clients)).toBeNull();
});
