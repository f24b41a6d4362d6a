/**
 * `npm run mutation [-- ROOM …]`: changes the code of each room in one place at a time, and tells which changes no unit
 * test of the room notices. Stryker is no dependency of the package; npx fetches it.
 */
import { spawnSync } from 'node:child_process';
import { MUTATED, type MutatedRoom, ROOM } from './rooms.ts';

const STRYKER = ['@stryker-mutator/core@10', '@stryker-mutator/vitest-runner@10'];

function mutate(name: string, { code }: MutatedRoom): boolean {
  const packages = STRYKER.flatMap((one) => ['--package', one]);
  const { status } = spawnSync(
    'npx',
    ['--yes', ...packages, 'stryker', 'run', 'test/mutation/stryker.config.json', '--mutate', code.join()],
    { stdio: 'inherit', env: { ...process.env, [ROOM]: name } },
  );
  return status === 0;
}

const rooms = new Map<string, MutatedRoom>(Object.entries(MUTATED));
const asked = process.argv.length > 2 ? process.argv.slice(2) : [...rooms.keys()];
for (const name of asked) {
  const room = rooms.get(name);
  if (!room) throw new Error(`a room is required: ${[...rooms.keys()].join(', ')}; got ${name}`);
  if (!mutate(name, room)) process.exitCode = 1;
}
