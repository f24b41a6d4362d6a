/** What a user writes of what the clients of a group ask. */
import { z } from 'zod';
import { milliseconds, PlanError } from '../plan-input.ts';
import { fillTemplate, unknownFields } from '../template.ts';
import { filtersOverlap } from './filters.ts';
import { filtersOf } from './group.ts';
import type { Members } from './members.ts';
import { payloadInput, readPayload } from './payload/input.ts';
import type { GroupPlan, RequestPlan } from './plan.ts';
import { checkTopic, paceInput, qosInput, readPace } from './publish-input.ts';
import { leastRequestBytes } from './request/wire.ts';

/** Exactly one of `every` (a client), `rate` (the group), `inflight` (each client has so many open: a closed loop). */
export const requestInput = z.strictObject({
  /** Templated like topics of messages. */
  topic: z.string().min(1),
  /** Where the replies of a connection go: {connection} and {run} have to be in it. */
  reply: z.string().min(1).default('replies/{run}/{group}/{connection}'),
  /** From when a request was due; afterwards its reply is late. At most the drain. Default '2s'. */
  timeout: milliseconds.default(2000),
  /** Default '64B'; more where the reply topic asks for it (MQTT 3.1.1). */
  payload: payloadInput.unwrap().optional(),
  qos: qosInput,
  ...paceInput,
});

/** No run has a longer name. */
const LONG_RUN_NAME = 'r'.repeat(32);
const DEFAULT_BYTES = 64;

/** `connections`: of the group. @throws PlanError */
export function readRequest(
  written: z.output<typeof requestInput>,
  members: Members,
  connections: number,
): RequestPlan {
  const { name: group, clients, protocol, fail } = members;
  const { topic, timeout, qos, seed } = written;
  checkTopic('request.topic', topic, members);
  const pace = readPace(written, clients, fail, 'request');
  if (timeout <= 0) fail('request.timeout', "a time above 0 is required, like '2s'; got 0.");
  const reply = readReply(written.reply, members);
  const longest = fillTemplate(reply, { client: connections - 1, group, run: LONG_RUN_NAME });
  const least = leastRequestBytes(protocol === '5' ? 5 : 4, longest);
  const payload =
    written.payload === undefined
      ? { payloadBytes: Math.max(DEFAULT_BYTES, least) }
      : readPayload(written.payload, { clients, group, seed }, (message) => fail('request.payload', message));
  const varied = 'payload' in payload ? payload.payload : undefined;
  if (varied?.kind === 'text')
    return fail(
      'request.payload',
      "a size is required, like '100B': a request begins with a header in bytes, and a text has none.",
    );
  const smallest = varied ? Math.min(...varied.bytes) : payload.payloadBytes;
  if (smallest < least)
    fail(
      'request.payload',
      `at least ${least} bytes are required, 16 for the header${protocol === '5' ? '' : ` and ${least - 16} for the reply topic, which MQTT 3.1.1 has no property for`}; got ${smallest}.`,
    );
  return { topic, reply, timeoutMs: timeout, ...payload, qos, retain: false, pace };
}

/** Replies that others read too would be counted twice, or be missing: each connection has a topic of its own. */
function readReply(written: string, { fail }: Members): string {
  const field = 'request.reply';
  if (/[+#\0]/.test(written)) fail(field, `a topic without wildcards is required; got '${written}'.`);
  for (const name of ['{connection}', '{run}'])
    if (!written.includes(name))
      fail(
        field,
        `${name} is required in the reply topic, because ${name === '{run}' ? 'another run' : 'another connection'} would read the replies; got '${written}'. An example: 'replies/{run}/{connection}'.`,
      );
  if (
    /\{(client|shard|random)/.test(written) ||
    unknownFields(written.replaceAll('{connection}', '{client}')).length > 0
  )
    fail(
      field,
      `{connection}, {group} and {run} alone are required in braces, because a reply topic belongs to a connection; got '${written}'.`,
    );
  return written.replaceAll('{connection}', '{client}');
}

/** What groups of a plan mean for each other's requests. @throws PlanError */
export function checkRequests(groups: readonly GroupPlan[], drainMs: number): void {
  for (const { name, request, connections, clients } of groups) {
    if (!request) continue;
    if (request.timeoutMs > drainMs)
      throw new PlanError(
        `drain: as long as request.timeout of group ${name} (${request.timeoutMs / 1000} s), or longer, is required, because the last request is waited for; got ${drainMs / 1000} s.`,
      );
    const reply = fillTemplate(request.reply, {
      client: (connections ?? clients) - 1,
      group: name,
      run: 'run',
    });
    for (const other of groups) {
      const reader = filtersOf(other).find(
        ({ filter }) =>
          other.name !== name &&
          filtersOverlap(
            filter.replaceAll(/\{[\w:]+\}/g, '+').replace(/(?<![^/])[^/+]*\+[^/]*/g, '+'),
            reply,
          ),
      );
      if (reader)
        throw new PlanError(
          `groups.${name}.request.reply: a topic that nobody else reads is required; group ${other.name} subscribes to '${reader.filter}'.`,
        );
    }
  }
}
