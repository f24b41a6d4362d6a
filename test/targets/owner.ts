/** A process that starts a target, says which on stdout as one line of JSON, and stays: a runner for tests to kill. */
import { startBroker } from '../../targets/broker/start.ts';
import { startSite } from '../../targets/site/start.ts';

const [choice = '', ...rest] = process.argv.slice(2);
const options = { choice, hostNetwork: rest.includes('host-network') };
const { pid, host, port } = await (rest.includes('site') ? startSite(options) : startBroker(options));
process.stdout.write(`${JSON.stringify({ pid, host, port })}\n`);
if (rest.includes('exit')) process.exit(0);
setInterval(() => {}, 60_000);
