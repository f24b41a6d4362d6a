/** An agent process: does what the coordinator says, and ends with it. */
import type { KindTypes } from '../kind.ts';
import type { FromAgent, ToAgent } from '../messages.ts';
import { Agent } from './agent.ts';
import { KINDS } from './kinds.ts';

let agent: Agent | undefined;

function send(message: FromAgent<KindTypes>): void {
  process.send?.(message);
}

process.on('message', async (message: ToAgent<KindTypes>) => {
  // The first message is always `prepare`, and the next one waits for the answer to it.
  if (message.type === 'prepare')
    agent ??= new Agent(await KINDS[message.slice.plan.protocol](), message.slice, send);
  agent?.heard(message);
});

process.on('disconnect', () => process.exit());
// A terminal's Ctrl-C reaches the whole process group; the coordinator decides when we end.
process.on('SIGINT', () => {});
