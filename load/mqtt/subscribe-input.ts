/** What a user writes of what the clients of a group subscribe to. */
import { z } from 'zod';
import { rate } from '../plan-input.ts';
import { fillTemplate } from '../template.ts';
import { filtersOverlap, isFilter } from './filters.ts';
import type { Members } from './members.ts';
import { oneOrList } from './one-or-list.ts';
import type { GroupPlan, SubscriptionPlan } from './plan.ts';
import { qosInput } from './publish-input.ts';
import { readSubscription } from './topic-index.ts';

const one = z.strictObject({
  /** `$share/NAME/filter` makes the group one shared subscription. */
  filter: z.string().min(1),
  qos: qosInput,
  /** MQTT 5 (3.8.3.1): a client does not get its own messages. Default false. */
  noLocal: z.boolean().default(false),
  /** MQTT 5 (3.8.3.1): messages keep their RETAIN flag. Default false. */
  retainAsPublished: z.boolean().default(false),
  /** MQTT 5 (3.8.3.1): retained messages are sent for each subscription (0), for a new one (1), never (2). Default 0. */
  retainHandling: z.literal([0, 1, 2]).default(0),
  /** How many retained messages each client is to get; `subscribe.retained` is the time until it has them. */
  retained: z.number().int().min(1).optional(),
  /** Messages that each client takes a second; its socket is not read faster. Default: as fast as they come. */
  readRate: rate.optional(),
});
type Values = z.output<typeof one>;

/** Of a client: each is held against each other. */
const MOST_SUBSCRIPTIONS = 1000;
/** Of that, in all clients together; with 20 subscriptions these are 50,000 clients. */
const MOST_STEPS = 20e6;

/** One subscription of each client, or a list of them. */
export const subscribeInput = oneOrList(one, 'at least one subscription is required');

/** @throws PlanError */
export function readSubscribe(
  written: z.output<typeof subscribeInput>,
  members: Members,
): Pick<GroupPlan, 'subscribe' | 'alsoSubscribe' | 'readPerSecond'> {
  const list: readonly Values[] = Array.isArray(written) ? written : [written];
  if (list.length > MOST_SUBSCRIPTIONS)
    members.fail(
      'subscribe',
      `at most ${MOST_SUBSCRIPTIONS} subscriptions are required; got ${list.length}. Use filters with + or #.`,
    );
  const [subscribe, ...others] = list.map((values) => readOne(values, members));
  checkOverlaps([subscribe!, ...others], members);
  const readPerSecond = readRateOf(list, members);
  return {
    subscribe: subscribe!,
    ...(others.length > 0 && { alsoSubscribe: others }),
    ...(readPerSecond !== undefined && { readPerSecond }),
  };
}

/** A client has one socket for all its subscriptions. */
function readRateOf(list: readonly Values[], { fail }: Members): number | undefined {
  const [first, ...others] = list.map(({ readRate }) => readRate);
  const other = others.find((perSecond) => perSecond !== first);
  if (others.some((perSecond) => perSecond !== first))
    fail(
      'subscribe.readRate',
      `the same rate in all subscriptions of a group is required, because a client reads them from one connection; got ${[first, other].map((perSecond) => (perSecond === undefined ? 'none' : `'${perSecond}/s'`)).join(' and ')}.`,
    );
  return first;
}

function readOne(values: Values, { protocol, checkTemplate, fail }: Members): SubscriptionPlan {
  const { filter, qos, noLocal, retainAsPublished, retainHandling, retained } = values;
  checkTemplate('subscribe.filter', filter);
  if (!isFilter(filter))
    fail(
      'subscribe.filter',
      `a topic filter is required, + a whole level, # the last one (OASIS MQTT 4.7.1); got '${filter}'.`,
    );
  if (protocol !== '5' && (noLocal || retainAsPublished || retainHandling !== 0))
    fail(
      'subscribe',
      "protocol '5' is required for noLocal, retainAsPublished and retainHandling; got '3.1.1'.",
    );
  const isShared = readSubscription(filter).share !== null;
  if (isShared && noLocal)
    fail(
      'subscribe.noLocal',
      `a filter without $share is required (OASIS MQTT 5 3.8.3.1); got '${filter}'. Leave out noLocal.`,
    );
  if (isShared && retained !== undefined)
    fail(
      'subscribe.retained',
      `a filter without $share is required: a shared subscription gets no retained messages (OASIS MQTT 5 4.8.2); got '${filter}'.`,
    );
  if (retainAsPublished && retained !== undefined)
    fail(
      'subscribe.retained',
      'retainAsPublished: false is required, because retained messages are counted by their flag.',
    );
  return {
    filter,
    qos,
    ...(noLocal && { noLocal }),
    ...(retainAsPublished && { retainAsPublished }),
    ...(retainHandling !== 0 && { retainHandling }),
    ...(retained !== undefined && { retained }),
  };
}

/** A message that two filters of a client match may come once or twice, as the broker likes (OASIS MQTT 5 3.3.4). */
function checkOverlaps(list: readonly SubscriptionPlan[], { name, clients, fail }: Members): void {
  if (list.length < 2) return;
  const differ = list.some(({ filter }) => filter.includes('{'));
  const most = Math.max(1, Math.floor(MOST_STEPS / list.length ** 2));
  for (let client = 0; client < Math.min(differ ? clients : 1, most); client++) {
    const values = { client, group: name, run: 'run' };
    const filters = list.map(({ filter }) => fillTemplate(filter, values));
    const two = overlapIn(filters);
    if (two !== null)
      fail(
        'subscribe',
        `filters of which no two match the same topic are required: a broker may deliver a message that two match once or twice (OASIS MQTT 5 3.3.4); got '${list[two[0]]!.filter}' and '${list[two[1]]!.filter}'. Put one of them into a group of its own.`,
      );
  }
}

/** Where two of them are that match the same topic. */
function overlapIn(filters: readonly string[]): readonly [number, number] | null {
  for (const [at, filter] of filters.entries()) {
    const other = filters.findIndex((one, i) => i > at && filtersOverlap(filter, one));
    if (other >= 0) return [at, other];
  }
  return null;
}
