/** The unit tests of one room, for Stryker. Each file has its own modules, since a mutant may change them as they load. */
import { defineConfig } from 'vitest/config';
import { resolve } from '../../config.ts';
import { MUTATED, type MutatedRoom, ROOM } from './rooms.ts';

const rooms: Readonly<Record<string, MutatedRoom>> = MUTATED;

export default defineConfig({
  root: process.cwd(),
  resolve,
  test: {
    include: [...(rooms[process.env[ROOM] ?? '']?.tests ?? [])],
    // The code that counts which mutants run makes tight loops many times slower.
    testTimeout: 120_000,
  },
});
