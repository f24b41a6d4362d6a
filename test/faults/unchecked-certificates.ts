import { Folder, readySuite, UNOBSERVED } from '../cli/command.ts';
import type { Fault } from './fault.ts';

const UNCHECKED = readySuite(`{ lost: '= 0' }`).replace(
  'clients: 5,',
  'clients: 5, connect: { tls: { verify: false } },',
);

export const uncheckedCertificates: Fault = {
  name: 'a test that checks no certificates',
  expected: 'exit code 0, the first sentence below the verdict says so',
  short: true,
  async provoke() {
    const folder = new Folder({ 'a.slo.ts': UNCHECKED }, UNOBSERVED);
    const { code } = await folder.run('run');
    const [, , , , sentence = ''] = folder.read('results/mqtt-results.md').split('\n');
    const said = sentence.startsWith('**Certificates were not checked (verify: false)');
    return `exit code ${code}, the first sentence below the verdict ${said ? 'says so' : `is ${sentence}`}`;
  },
};
