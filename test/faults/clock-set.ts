import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Folder, suite, UNOBSERVED } from '../cli/command.ts';
import type { Fault } from './fault.ts';

/** In every process of the run: the clock is another one once there is a file `set`. The clock of the machine is not touched. */
const CLOCK = (file: string, stepMs: number): string => `
import { existsSync } from 'node:fs';
const { now } = Date;
globalThis.Date = class extends Date {
  constructor(...parts) {
    if (parts.length > 0) super(...parts);
    else super(globalThis.Date.now());
  }
  static now() {
    return now() + (existsSync('${file}') ? ${stepMs} : 0);
  }
};
`;

const SETS = suite(`{ 'publish.ack.p50': '< 1s', lost: '= 0' }`)
  .replace(
    '  const result',
    `  setTimeout(() => require('node:fs').writeFileSync('set', ''), 700);\n  const result`,
  )
  .replace('measure: ', 'warmup: ')
  .replace('drain: ', `measure: '1s',\n    drain: `)
  .replace(
    'import {',
    `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nimport {`,
  );

const clockSet = (name: string, stepMs: number): Fault => ({
  name: `a clock that is set ${name} while a load runs`,
  expected: 'pass; 3 of 3 durations as ever, seconds as ever, noted in 3 of 3 outputs',
  short: false,
  async provoke() {
    const folder = new Folder({ 'a.slo.ts': SETS });
    folder.write({ 'clock.mjs': CLOCK(join(folder.path, 'set'), stepMs) });
    Object.assign(folder.environment, {
      ...UNOBSERVED,
      NODE_OPTIONS: `--import=${join(folder.path, 'clock.mjs')}`,
    });
    const { stderr } = await folder.start('run', '--broker', 'embedded', '--output', 'json,markdown').ended;
    const results = folder.results();
    const [cell] = results.cells;
    const [run] = cell?.runs ?? [];
    const seconds = run?.result.series.groups.devices?.sent.length ?? 0;
    const report = readdirSync(join(folder.path, 'results')).includes('mqtt-results.md')
      ? folder.read('results/mqtt-results.md')
      : '';
    const took = /\| took +\| ([\d.]+) s/.exec(report)?.[1];
    const durations = [results.durationMs, cell?.durationMs, 1000 * Number(took)];
    const sane = durations.filter((ms) => ms !== undefined && ms > 0 && ms < 120_000);
    const words = name.split(' ')[0]!;
    const noted = [
      stderr.includes(`was set ${words} by`),
      report.includes(`set ${words} by`),
      results.clockStepsMs?.some((ms) => Math.abs(ms - stepMs) < 10_000) ?? false,
    ].filter(Boolean);
    return `${cell?.verdict}; ${sane.length} of 3 durations as ever, ${seconds > 0 && seconds < 10 ? 'seconds as ever' : `${seconds} seconds`}, noted in ${noted.length} of 3 outputs`;
  },
});

export const clockSetBack = clockSet('back by a day', -86_400_000);
export const clockSetForward = clockSet('forward by a year', 365 * 86_400_000);
