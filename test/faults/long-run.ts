import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { handedIn } from '../cli/handed-in.ts';
import type { Fault } from './fault.ts';
import { MARK, mostMebibytes, needsLinux } from './processes-of.ts';

const WEEK_S = 7 * 86_400;
const MOST_MIB = 2000;
const WITHIN_MS = 120_000;

/** Each series of a number a second is as long as that of a run of a week. */
function stretched(value: unknown): unknown {
  if (Array.isArray(value)) {
    const series = value.length > 1 && value.every((one) => one === null || typeof one === 'number');
    return series
      ? Array.from({ length: WEEK_S }, (_, second) => value[second % value.length])
      : value.map(stretched);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, stretched(one)]));
}

export const longRun: Fault = {
  name: 'the report of a run of seven days',
  expected: `exit code 0, within 2 min, less than ${MOST_MIB} MiB, says that steps are joined`,
  short: false,
  lacking: needsLinux,
  async provoke() {
    const folder = await handedIn();
    const name = 'hand-in/mqtt-results.json';
    const results = JSON.parse(folder.read(name));
    for (const cell of results.cells)
      for (const run of cell.runs) run.result.series = stretched(run.result.series);
    folder.write({ [name]: JSON.stringify(results) });
    const mark = randomUUID();
    Object.assign(folder.environment, { [MARK]: mark });
    const run = folder.start('report', name);
    const beganMs = performance.now();
    const most = await mostMebibytes(mark, run.ended);
    const { code, stderr } = await run.ended;
    const within = performance.now() - beganMs < WITHIN_MS;
    const charts = readdirSync(join(folder.path, 'hand-in'))
      .filter((name) => name.endsWith('.series.svg'))
      .map((name) => folder.read(`hand-in/${name}`))
      .join('');
    const joined = /in steps of/.test(charts);
    return `exit code ${code}${code === 0 ? '' : ` ${stderr}`}, ${within ? 'within' : 'not within'} 2 min, ${most < MOST_MIB ? `less than ${MOST_MIB}` : most} MiB, ${joined ? 'says' : 'does not say'} that steps are joined`;
  },
};
