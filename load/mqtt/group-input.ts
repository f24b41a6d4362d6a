/** What a user writes of a group of clients: how many, how they connect, what they do, and when they are there. */
import { z } from 'zod';
import { milliseconds, rate } from '../plan-input.ts';
import { connectInput, readConnect } from './connect-input.ts';
import { type Members, membersOf } from './members.ts';
import type { GroupPlan } from './plan.ts';
import { publishInput, readPublish } from './publish-input.ts';
import { readRequest, requestInput } from './request-input.ts';
import { readRespond, respondInput } from './respond-input.ts';
import { checkSession, cycleInput, readCycle } from './return-input.ts';
import { readConnections } from './sharing-input.ts';
import { readSubscribe, subscribeInput } from './subscribe-input.ts';

export const groupInput = z.strictObject({
  clients: z.number().int('a whole number is required').min(1, 'at least 1 client is required'),
  /** Fewer connections than clients, which they share evenly: virtual clients. Default: each client has its own. */
  connections: z
    .number()
    .int('a whole number is required')
    .min(1, 'at least 1 connection is required')
    .optional(),
  connect: connectInput.prefault({}),
  subscribe: subscribeInput.optional(),
  publish: publishInput.optional(),
  /** Its clients ask, and get replies. */
  request: requestInput.optional(),
  /** Its clients answer requests. */
  respond: respondInput.optional(),
  /** Connection attempts a second. */
  ramp: rate.optional(),
  /** After the start of the measure phase; the group then has a barrier of its own. */
  startAfter: milliseconds.optional(),
  stopAfter: milliseconds.optional(),
  /** Its clients leave and come back, at the group's ramp. */
  cycle: cycleInput.optional(),
  /** How its clients leave by `stopAfter` and `cycle`: with DISCONNECT, or without, so that the broker publishes their wills. */
  leave: z.enum(['disconnect', 'drop']).default('disconnect'),
});
export type GroupValues = z.output<typeof groupInput>;

/** What the plan says for all its groups. */
export interface GroupSurroundings {
  /** The number of the group's client 0 in the plan. */
  readonly firstClient: number;
  /** Connection attempts a second, where the group says nothing. */
  readonly ramp: number | undefined;
  readonly measureMs: number;
}

/** @throws PlanError */
export function readGroup(name: string, group: GroupValues, plan: GroupSurroundings): GroupPlan {
  const { protocol } = group.connect;
  const members = membersOf(name, { clients: group.clients, protocol });
  const { subscribe, publish, respond, request, cycle } = group;
  const connections = readConnections(group, members);
  const connect = readConnect(group.connect, membersOf(name, { clients: connections, protocol }));
  if (respond && (subscribe || publish))
    members.fail(
      'respond',
      'a group that neither subscribes nor publishes is required: put those clients into a group of their own.',
    );
  if (request && (subscribe || publish || respond))
    members.fail(
      'request',
      'a group that neither subscribes, publishes nor responds is required: put those clients into a group of their own.',
    );
  if (respond && connections !== group.clients)
    members.fail(
      'connections',
      `a connection for each client is required in a group that answers requests; got ${connections} for ${group.clients}. Say the connections with clients, and the workers with respond.pool.`,
    );
  if (cycle || connect.reconnect) checkSession(connect, members.fail);
  return {
    name,
    clients: group.clients,
    ...(connections < group.clients && { connections }),
    firstClient: plan.firstClient,
    connect,
    ...(subscribe && readSubscribe(subscribe, members)),
    ...(publish && readPublish(publish, members)),
    ...(respond && { respond: readRespond(respond, members) }),
    ...(request && { request: readRequest(request, members, connections) }),
    ...readStay(group, plan, members),
  };
}

/** From when to when the group is there, and how fast it comes. */
function readStay(
  {
    clients,
    connections = clients,
    startAfter,
    stopAfter,
    ramp,
    cycle,
    publish,
    request,
    leave,
  }: GroupValues,
  plan: GroupSurroundings,
  { fail }: Members,
): Pick<GroupPlan, 'rampPerSecond' | 'startAfterMs' | 'stopAfterMs' | 'cycle' | 'leave'> {
  const { measureMs } = plan;
  const startMs = startAfter ?? 0;
  if (startAfter !== undefined && startMs >= measureMs)
    fail(
      'startAfter',
      `a time within the measure phase of ${measureMs / 1000} s is required; got ${startMs / 1000} s.`,
    );
  if (stopAfter !== undefined && stopAfter <= startMs)
    fail(
      'stopAfter',
      `a time after startAfter (${startMs / 1000} s) is required; got ${stopAfter / 1000} s.`,
    );
  if (leave === 'drop' && !cycle && (stopAfter === undefined || stopAfter >= measureMs))
    fail(
      'leave',
      "cycle, or a stopAfter within the measure phase, is required with 'drop': at the end of the load all clients leave, and nobody is there to get a will.",
    );
  const rampPerSecond = ramp ?? plan.ramp ?? null;
  const stayMs = Math.min(stopAfter ?? measureMs, measureMs) - startMs;
  const rampMs = rampPerSecond === null ? null : (connections / rampPerSecond) * 1000;
  if (startAfter !== undefined && rampMs !== null && rampMs >= stayMs)
    fail(
      'ramp',
      `the group stays ${stayMs / 1000} s: a ramp that ends before is required; ${connections} ${connections === clients ? 'clients' : 'connections'} at ${rampPerSecond}/s take ${rampMs / 1000} s.`,
    );
  return {
    rampPerSecond,
    startAfterMs: startAfter ?? null,
    stopAfterMs: stopAfter === undefined || stopAfter >= measureMs ? null : stopAfter,
    ...(cycle && {
      cycle: readCycle(cycle, { publishes: (publish ?? request) !== undefined, stayMs, rampMs, fail }),
    }),
    ...(leave === 'drop' && { leave }),
  };
}
