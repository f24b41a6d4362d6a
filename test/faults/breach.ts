/** A run whose one test breaches its SLO: whatever else goes wrong, that stands. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Folder, readySuite, UNOBSERVED } from '../cli/command.ts';

export const BREACH = readySuite(`{ 'publish.ack.p50': '< 1us', lost: '= 0' }`);

export const breachIn = (more: Readonly<Record<string, string>> = {}): Folder =>
  new Folder({ 'a.slo.ts': BREACH, ...more }, UNOBSERVED);

/** Names of what was not finished. */
export function unfinishedIn(folder: Folder, out = 'results'): readonly string[] {
  const path = join(folder.path, out);
  return existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.tmp')) : [];
}

/** `exit code 1, said, nothing unfinished` */
export const seenOf = (code: number | null, said: boolean, unfinished: readonly string[] = []): string =>
  [
    `exit code ${code}`,
    said ? 'said' : 'not said',
    unfinished.length === 0 ? 'nothing unfinished' : `left ${unfinished.join(', ')}`,
  ].join(', ');

/** What a breach comes to where something cannot be written. */
export const STANDS = 'exit code 1, said, nothing unfinished';
