import { breachIn } from './breach.ts';
import { type Fault, needsRoot } from './fault.ts';
import { inShell } from './shell.ts';

const HOLDER = `
import { createServer } from 'node:net';
createServer((socket) => {
  socket.on('error', () => {});
  socket.write('1\\x1b[31m\\n::error::owned\\n' + 'A'.repeat(1e5));
}).listen('\\0tidemark-load', () => console.log('held'));
`;

/** In a network namespace of its own: the lock of the machine is not touched. */
const LINE = `chmod 755 . && unshare -n sh -c 'ip link set lo up
setpriv --reuid=65534 --regid=65534 --clear-groups "$NODE" holder.mjs > held & holder=$!
until grep -q held held; do sleep 0.05; done
unset TIDEMARK_LOAD_LOCK; $TIDEMARK run --broker embedded; code=$?
kill $holder; exit $code'`;

export const lockOfAnother: Fault = {
  name: 'the lock of the machine in the hands of somebody else',
  expected: 'measured, a notice, no word of the holder',
  short: true,
  lacking: needsRoot,
  async provoke() {
    const folder = breachIn({ 'a.slo.ts': LOADS, 'holder.mjs': HOLDER });
    const { code, stdout, stderr } = await inShell(folder, LINE);
    const notice = stderr.includes('it is not waited for') ? 'a notice' : 'no notice';
    const words = /owned|AAAA/.test(stdout + stderr) ? 'words of the holder' : 'no word of the holder';
    return `${code === 0 ? 'measured' : `exit code ${code}`}, ${notice}, ${words}`;
  },
};

const LOADS = `
import { expect, slo, test } from 'tidemark';
test('small', async ({ broker, load }) => {
  const devices = { clients: 1, publish: { topic: 't', payload: '16B', qos: 1, every: '100ms' } };
  expect(await load.mqtt({ target: broker, groups: { devices }, measure: '500ms', drain: '200ms' })).toMeet(slo({ sent: '> 0' }));
});
`;
