import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { BY_P50, MadeUp } from '../cli/bisect-repository.ts';
import { configure, markingProgram } from '../matrix/arms/hostile-configuration.ts';
import type { Fault } from './fault.ts';

const LEAST = ['--budget', '1ms', ...BY_P50, '--seed', '7'];

export const hostileRepository: Fault = {
  name: 'a repository whose configuration names programs: hooks, monitor, filters, pager, editor, ssh, gpg',
  expected:
    'git alone runs them; none is run by compare (1), bisect (0), or where a checkout needs a filter (129)',
  short: false,
  async provoke() {
    const repository = new MadeUp('broker', '2', ['nothing', { delayMs: '200' }]);
    const { marks, program } = markingProgram();
    configure(repository, program);
    execFileSync('git', ['-C', repository.folder, 'checkout', '--quiet', '--detach'], { stdio: 'ignore' });
    execFileSync('git', ['-C', repository.folder, 'checkout', '--quiet', 'main'], { stdio: 'ignore' });
    const byGit = readFileSync(marks, 'utf8') !== '';
    writeFileSync(marks, '');
    const compared = await repository.compare('main~1', 'main', ...LEAST);
    const bisected = await repository.bisect(...BY_P50);
    const before = readFileSync(marks, 'utf8');
    repository.commit('commit 4', { '.gitattributes': '*.bin filter=marking\n', 'a.bin': 'a\n' });
    writeFileSync(marks, '');
    const filtered = await repository.compare('main~1', 'main', ...LEAST);
    const run = [...new Set((before + readFileSync(marks, 'utf8')).split('\n').filter(Boolean))];
    const who = run.length === 0 ? 'none is' : `${run.join(', ')} are`;
    return `git alone runs ${byGit ? 'them' : 'none'}; ${who} run by compare (${compared.code}), bisect (${bisected.code}), or where a checkout needs a filter (${filtered.code})`;
  },
};
