/** An agent process: does what the coordinator says, and ends with it. */
import { usersAgent } from '../http/agent.ts';
import type { FromUsersAgent, ToUsersAgent } from '../http/messages.ts';
import { Agent } from '../mqtt/agent.ts';
import type { FromAgent, ToAgent } from '../mqtt/messages.ts';

let agent: Agent | undefined;
let users: ((message: ToUsersAgent) => void) | undefined;

function send(message: FromAgent | FromUsersAgent): void {
  process.send?.(message);
}

process.on('message', (message: ToAgent | ToUsersAgent) => {
  if (message.type === 'prepare' && isOfUsers(message)) users ??= usersAgent(send);
  if (users) users(message as ToUsersAgent);
  else mqtt(message as ToAgent);
});

function isOfUsers(message: Extract<ToAgent | ToUsersAgent, { type: 'prepare' }>): boolean {
  return message.slice.plan.protocol === 'http';
}

function mqtt(message: ToAgent): void {
  if (message.type === 'prepare') {
    agent = new Agent(message.slice, send);
    agent.prepare();
  } else if (message.type === 'start') agent?.start(message.atUs);
  else if (message.type === 'start-group') agent?.startGroup(message.group, message.atUs);
  else agent?.finish();
}

process.on('disconnect', () => process.exit());
// A terminal's Ctrl-C reaches the whole process group; the coordinator decides when we end.
process.on('SIGINT', () => {});
