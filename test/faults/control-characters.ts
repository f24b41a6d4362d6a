import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Folder, UNOBSERVED } from '../cli/command.ts';
import { BREACH } from './breach.ts';
import type { Fault } from './fault.ts';

/** As it stands in the source of a program, and in JSON. */
export const HOSTILE = String.raw`\u001b]0;owned\u0007 \u009b31m\n::error::owned\r ##vso[task.x] \u0000 \u202e <&\" \ud800`;
/** Line feeds are those of the file itself; vitest writes commands to GitHub on purpose, of which none is this one. */
export const SPEAKS = /[[\p{Cc}\u202e]--[\t\n]]|^\s*::error::owned|##vso\[/mv;

export const controlCharacters: Fault = {
  name: 'control characters and commands to CI systems in a title',
  expected: 'shown in 5 of 5 outputs, junit.xml is XML',
  short: true,
  async provoke() {
    const folder = new Folder(
      { 'a.slo.ts': BREACH.replace("'small'", `"${HOSTILE}"`), 'summary.md': '' },
      { ...UNOBSERVED, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: 'summary.md' },
    );
    const { stdout, stderr } = await folder.run('run');
    const charts = readdirSync(join(folder.path, 'results')).filter((name) => name.endsWith('.svg'));
    const said: Readonly<Record<string, string>> = {
      'standard output': stdout,
      'standard error': stderr,
      'summary of the step': folder.read('summary.md'),
      report: folder.read('results/mqtt-results.md'),
      charts: charts.map((name) => folder.read(`results/${name}`)).join(''),
    };
    const sent = Object.entries(said).flatMap(([name, text]) => (SPEAKS.test(text) ? [name] : []));
    // XML 1.0, 2.2: what vitest leaves of them.
    const isXml = !/[[\p{Cc}\p{Cs}]--[\t\n\r\x80-\x9f]]/v.test(folder.read('results/junit.xml'));
    const all = Object.keys(said).length;
    return `shown in ${all - sent.length} of ${all} outputs${sent.length > 0 ? `, sent in ${sent.join(', ')}` : ''}, junit.xml is ${isXml ? 'XML' : 'no XML'}`;
  },
};
