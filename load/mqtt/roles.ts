/** What the clients of one group do in one agent, as the plan says: publish or ask, leave wills, answer, subscribe. */

import { publicationsOf, sharingOf, subscriptionsOf } from './group.ts';
import type { GroupsRun } from './groups-run.ts';
import { InFlight } from './in-flight.ts';
import type { Link } from './link.ts';
import type { GroupPlan, RequestPlan } from './plan.ts';
import { Publisher } from './publisher.ts';
import { Publishers } from './publishers.ts';
import type { Recorder } from './recorder.ts';
import { Requests } from './request/requests.ts';
import { Shards } from './request/shards.ts';
import type { RespondPlan } from './respond/plan.ts';
import { Responder } from './respond/responder.ts';
import type { Returns } from './returns.ts';
import { Subscriber } from './subscriber.ts';
import { Wills } from './wills.ts';
import { placesOf } from './window.ts';

/** The clients of a group that live in one agent. */
interface Slice {
  readonly plan: GroupPlan;
  readonly indices: Uint32Array;
  readonly links: readonly Link[];
  readonly recorder: Recorder;
  /** Null: nobody comes back. */
  readonly returns: Returns | null;
}

/** Null: that is none of their roles. */
export interface Roles {
  readonly publisher: Publisher | Publishers | null;
  readonly requests: Requests | null;
  readonly wills: Wills | null;
  readonly responder: Responder | null;
  readonly subscriber: Subscriber | null;
}

export function rolesOf(slice: Slice, run: GroupsRun): Roles {
  const { plan, indices, recorder, returns } = slice;
  const { will } = plan.connect;
  const requests = plan.request ? requestsOf(slice, plan.request, run) : null;
  const subscriptions = subscriptionsOf(plan);
  return {
    requests,
    publisher: publisherOf(slice, requests, run),
    wills: will ? new Wills(plan, will, indices, run) : null,
    responder: plan.respond && indices.length > 0 ? responderOf(slice, plan.respond, run) : null,
    subscriber:
      subscriptions.length > 0
        ? new Subscriber(plan, subscriptions, indices, recorder, { ...run, returns: returns !== null })
        : null,
  };
}

function responderOf({ plan, indices }: Slice, respond: RespondPlan, run: GroupsRun): Responder {
  const { wake, onDecision } = run;
  return new Responder({
    plan: respond,
    protocolVersion: plan.connect.protocolVersion,
    firstNumber: plan.firstClient,
    indices,
    wake,
    ...(onDecision && { onDecision }),
  });
}

function requestsOf({ plan, indices, recorder }: Slice, request: RequestPlan, { tag }: GroupsRun): Requests {
  const { pace, qos, timeoutMs, topic } = request;
  const record = recorder.requests!;
  record.shards = Shards.of(topic);
  return new Requests(
    {
      timeoutUs: timeoutMs * 1000,
      sharing: sharingOf(plan),
      connections: indices,
      firstSender: plan.firstClient,
      runTag: tag,
      protocolVersion: plan.connect.protocolVersion,
      inflight: pace.model === 'closed' ? pace.inflight : null,
      packetIds: qos === 0 ? 0 : placesOf(plan, request),
    },
    record,
  );
}

function publisherOf(
  { plan, indices, links, recorder }: Slice,
  requests: Requests | null,
  run: GroupsRun,
): Publisher | Publishers | null {
  if (plan.request && requests)
    return new Publisher(plan, plan.request, indices, links, recorder, run, null, requests);
  if (!plan.publish) return null;
  if (!plan.alsoPublish) return new Publisher(plan, plan.publish, indices, links, recorder, run);
  const together = new InFlight(indices.length);
  let idsBefore = 0;
  const all = publicationsOf(plan).map((publish) => {
    const publisher = new Publisher(plan, publish, indices, links, recorder, run, { idsBefore, together });
    idsBefore = publisher.lastPacketId;
    return publisher;
  });
  return new Publishers(all, together);
}
