import { handedIn } from '../cli/handed-in.ts';
import type { Fault } from './fault.ts';

/** Ten to the power of nine texts, in ten lines. */
const BOMB = [
  'a: &a [x, x]',
  ...'bcdefghij'.split('').map((name, at) => {
    const before = `*${'abcdefghij'[at]}`;
    return `${name}: &${name} [${Array(10).fill(before).join(', ')}]`;
  }),
].join('\n');

export const rubricBomb: Fault = {
  name: 'a rubric whose aliases stand for more than the memory holds',
  expected: 'exit code 129, said in a line',
  short: true,
  async provoke() {
    const folder = await handedIn();
    folder.write({ 'rubric.yaml': BOMB });
    const { code, stderr } = await folder.run('grade', 'rubric.yaml', '--results', 'hand-in');
    return `exit code ${code}, ${/^.*rubric\.yaml is no rubric: .*alias.*\n$/.test(stderr) ? 'said in a line' : stderr}`;
  },
};
