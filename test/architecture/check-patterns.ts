/**
 * `npm run check:patterns`: no regular expression of the source takes time that grows faster than its text, by recheck. Part of
 * `npm run test:faults`.
 */
import process from 'node:process';
import { check } from 'recheck';
import { patternsIn } from './patterns.ts';

/** What recheck cannot read; as the same for what is asked here. */
const KNOWN_FLAGS = /[^gimsuy]/g;
const TIMEOUT_MS = 5000;

/** Of a text that nobody else writes, or that recheck takes for worse than it is: file, and why. */
const ACCEPTED: Readonly<Record<string, string>> = {
  'matrix/fixtures-asked.ts': 'reads the source of functions in test files, which are trusted',
  'targets/broker/mosquitto-configuration.ts': 'recheck gives up; ^ with the flag m begins once a line',
};

let worse = 0;
for (const { source, flags, place } of patternsIn('.')) {
  const known = flags.replace(KNOWN_FLAGS, '');
  const found = await check(source, flags.includes('v') ? `${known}u` : known, {
    timeout: TIMEOUT_MS,
  });
  const { status } = found;
  if (status === 'safe' || (status === 'unknown' && flags.includes('v'))) continue;
  if (ACCEPTED[place.split(':')[0]!] !== undefined) continue;
  worse++;
  process.stdout.write(
    `${place}: /${source}/${flags}: ${status}, ${'complexity' in found ? found.complexity.summary : 'not decided'}\n`,
  );
}
process.stdout.write(`${worse} worse than linear\n`);
process.exitCode = worse === 0 ? 0 : 1;
