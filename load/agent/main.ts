/** An agent process: does what the coordinator says, and ends with it. */
import type { FromAgent, ToAgent } from '../fleet/messages.ts';
import { Agent } from './agent.ts';

let agent: Agent | undefined;

function send(message: FromAgent): void {
  process.send?.(message);
}

process.on('message', (message: ToAgent) => {
  if (message.type === 'prepare') {
    agent = new Agent(message.slice, send);
    agent.prepare();
  } else if (message.type === 'start') agent?.start(message.atUs);
  else if (message.type === 'start-group') agent?.startGroup(message.group, message.atUs);
  else agent?.finish();
});
process.on('disconnect', () => process.exit());
// A terminal's Ctrl-C reaches the whole process group; the coordinator decides when we end.
process.on('SIGINT', () => {});
