import { leaks, marked, OUTPUTS, TARGETS } from '../cli/marked-secrets.ts';
import type { Fault } from './fault.ts';

export const secrets: Fault = {
  name: 'secrets in log-ins, headers, URLs, TLS, PSK, and before the commands of targets',
  expected: 'exit code 1, in no file, no output, no list of processes',
  short: false,
  async provoke() {
    const folder = marked();
    const ended = await folder.run('run', ...TARGETS, ...OUTPUTS);
    const found = leaks(folder, ended);
    return `exit code ${ended.code}, ${found.length === 0 ? 'in no file, no output, no list of processes' : `in ${found.join('; ')}`}`;
  },
};
