import { breachIn } from './breach.ts';
import type { Fault } from './fault.ts';
import { inShell } from './shell.ts';

export const closedPipe: Fault = {
  name: 'standard output and error closed by who reads them',
  expected: 'exit code 1, results kept',
  short: true,
  async provoke() {
    const folder = breachIn();
    const { stdout } = await inShell(folder, '{ { $TIDEMARK run; echo $? >&3; } 2>&1 | true; } 3>&1; true');
    const kept = folder.results().cells.length === 1;
    return `exit code ${stdout.trim()}, results ${kept ? 'kept' : 'lost'}`;
  },
};
