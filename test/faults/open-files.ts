import { breachIn } from './breach.ts';
import type { Fault } from './fault.ts';
import { inShell } from './shell.ts';

const MANY = `
import { test } from 'tidemark';
test('many', async ({ broker, load }) => {
  const devices = { clients: 5000, publish: { topic: 't', payload: '16B', every: '1s' } };
  await load.mqtt({ target: broker, groups: { devices }, measure: '500ms' });
});
`;

export const openFiles: Fault = {
  name: 'more connections than a process may have open files',
  expected:
    'exit code 125, told how many are required and allowed; after the advice another is given or none',
  short: false,
  async provoke() {
    const folder = breachIn({ 'a.slo.ts': MANY });
    const told = async (line: string): Promise<readonly [number | null, string]> => {
      const { code, stdout, stderr } = await inShell(folder, line);
      return [code, /open files: .*/.exec(stdout + stderr)?.[0] ?? ''];
    };
    const [code, first] = await told('ulimit -n 1000; $TIDEMARK run --broker embedded');
    const agents = /--agents (\d+)/.exec(first)?.[1];
    const [, second] = await told(`ulimit -n 1000; $TIDEMARK run --broker embedded --agents ${agents ?? 1}`);
    const said = /5,\d\d0 required .* 1,000 allowed/.test(first) ? 'required and allowed' : first;
    const again = second !== '' && second.includes(`--agents ${agents})`);
    return `exit code ${code}, told how many are ${said}; after the advice ${again ? 'the same is' : 'another is'} given${again ? '' : ' or none'}`;
  },
};
