import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resultsSchema } from '../../saved/results.ts';
import { handedIn } from '../cli/handed-in.ts';
import { HOSTILE, SPEAKS } from './control-characters.ts';
import type { Fault } from './fault.ts';

const SAYS = `${JSON.parse(`"${HOSTILE}"`)}\nforged line`;
const FORGES = /^forged line/m;
/** An HDR histogram in text, and what a rubric finds results by: without them there is no report to look at. */
const NEEDED = /^HISTF|\.slo\.ts$/;
/** Too few would mean that it is not the results that are filled. */
const LEAST_TEXTS = 20;

export const hostileTexts: Fault = {
  name: 'control characters and commands in every text of results that were handed in',
  expected: 'report 0, grade 0, compare 129, twins 125: shown in all outputs, no script in charts',
  short: true,
  async provoke() {
    const folder = await handedIn('hand-in', 'other', 'twin');
    const file = join(folder.path, 'hand-in/mqtt-results.json');
    const results = JSON.parse(readFileSync(file, 'utf8')) as object;
    const filled = fill(results, results);
    if (filled < LEAST_TEXTS) return `${filled} texts are filled`;
    for (const name of ['hand-in', 'twin'])
      writeFileSync(join(folder.path, name, 'mqtt-results.json'), JSON.stringify(results));
    const [said, printed]: [string[], string[]] = [[], []];
    const codes: string[] = [];
    const commands = {
      report: ['report', 'hand-in/mqtt-results.json'],
      grade: ['grade', 'rubric.yaml', '--results', 'hand-in'],
      compare: ['compare', 'hand-in', 'other'],
      twins: ['compare', 'hand-in', 'twin'],
    };
    for (const [name, command] of Object.entries(commands)) {
      const { code, stdout, stderr } = await folder.run(...command);
      codes.push(`${name} ${code}`);
      printed.push(stdout, stderr);
    }
    const names = readdirSync(folder.path, { recursive: true, encoding: 'utf8' });
    const written = names.filter((name) => /\.(?:md|svg)$/.test(name));
    said.push(...written.map((name) => folder.read(name)));
    const charts = written.filter((name) => name.endsWith('.svg')).map((name) => folder.read(name));
    // In a report a command may have lines, between marks of code.
    const sent = [...said, ...printed].filter((text) => SPEAKS.test(text)).length;
    const forged = printed.filter((text) => FORGES.test(text)).length;
    const scripts = charts.filter((text) => /<(?:script|foreignObject|&)|&"/.test(text)).length;
    return `${codes.join(', ')}: ${sent + forged === 0 ? 'shown in all outputs' : `sent in ${sent}, forged in ${forged}: ${printed.join('')}`}, ${scripts === 0 ? 'no' : 'a'} script in charts`;
  },
};

/** Puts the text wherever the results may have any; returns in how many places. */
function fill(value: object, whole: unknown): number {
  let filled = 0;
  for (const [key, before] of Object.entries(value)) {
    const holder = value as Record<string, unknown>;
    if (typeof before === 'object' && before !== null) filled += fill(before, whole);
    if (typeof before !== 'string' || NEEDED.test(before)) continue;
    holder[key] = SAYS;
    if (resultsSchema.safeParse(whole).success) filled++;
    else holder[key] = before;
  }
  return filled;
}
