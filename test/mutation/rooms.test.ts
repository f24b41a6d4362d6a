import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MUTATED } from './rooms.ts';

describe('what is mutated', () => {
  test.each(Object.entries(MUTATED))('of %s is there, and so are its tests', (_, { code, tests }) => {
    for (const pattern of [...code, ...tests])
      expect(globSync(pattern.replace(/^!/, '')), pattern).not.toEqual([]);
  });
});
