/** How many samples of a latency the plan offers at most, known before the load. */

import { connectionsOf, publicationsOf } from '../../load/mqtt/group.ts';
import type { GroupPlan, Plan } from '../../load/mqtt/plan.ts';
import { cadenceOf, messagesBefore } from '../../load/schedule.ts';
import type { LatencyDefinition } from '../../metrics/metrics.ts';
import { sumOf } from '../../statistics/sum.ts';
import { mostWills } from './wills.ts';

/** In the measure phase, of one group or of all. Null: a closed loop sends as many as it can. */
export function mostSamples(
  plan: Pick<Plan, 'groups' | 'warmupMs' | 'measureMs'>,
  { event }: LatencyDefinition<'mqtt'>,
  group: string | null,
): number | null {
  const { groups } = plan;
  const own = groups.filter(({ name }) => group === null || name === group);
  const subscribers = own.filter(({ subscribe }) => subscribe);
  switch (event) {
    case 'connect':
      return sumOf(own, (group) => connectionsOf(group) * (1 + (group.cycle?.times ?? 0)));
    case 'subscribe':
      return sumOf(subscribers, connectionsOf);
    case 'delivery':
      // Whoever subscribes gets everything at most.
      return times(
        offered(groups, plan),
        sumOf(subscribers, ({ clients }) => clients),
      );
    case 'acknowledgement':
      return offered(own.map(acknowledgedOnly), plan);
    case 'request':
    case 'reply':
      return offered(
        own.filter(({ request }) => request),
        plan,
      );
    case 'will':
      return mostWills(plan) * sumOf(subscribers, ({ clients }) => clients);
    case 'return':
    case 'handshake':
    case 'resumption':
    case 'drained':
      // How often connections are lost is not known.
      return own.some(({ connect }) => connect.reconnect)
        ? null
        : sumOf(own, (one) => connectionsOf(one) * ((one.cycle?.times ?? 0) + (one.takesUp ? 1 : 0)));
    default:
      return offered(own, plan);
  }
}

function acknowledgedOnly(group: GroupPlan): GroupPlan {
  const { publish: _, alsoPublish: __, ...rest } = group;
  const [publish, ...alsoPublish] = publicationsOf(group).filter(({ qos }) => qos > 0);
  return { ...rest, ...(publish && { publish, alsoPublish }) };
}

const times = (messages: number | null, clients: number): number | null =>
  messages === null ? null : messages * clients;

function offered(
  groups: readonly GroupPlan[],
  { warmupMs, measureMs }: Pick<Plan, 'warmupMs' | 'measureMs'>,
): number | null {
  const publications = groups.flatMap((group) =>
    publicationsOf(group).map(({ pace, messages }) => ({ ...group, pace, messages })),
  );
  const messages = publications.map((one) => {
    const { clients, pace, startAfterMs, stopAfterMs } = one;
    const most = clients * (one.messages ?? Number.POSITIVE_INFINITY);
    if (pace.model === 'closed') return most;
    const [fromMs, toMs] = [startAfterMs ?? 0, Math.min(measureMs, stopAfterMs ?? measureMs)];
    if (!pace.arrivals) return Math.min(most, (clients * Math.max(0, toMs - fromMs) * 1000) / pace.periodUs);
    const originUs = startAfterMs === null ? -warmupMs * 1000 : startAfterMs * 1000;
    const cadence = cadenceOf(pace, clients, { originUs, measureStartUs: 0 });
    return Math.min(most, messagesBefore(cadence, toMs * 1000) - messagesBefore(cadence, fromMs * 1000));
  });
  const all = sumOf(messages, (one) => one);
  return Number.isFinite(all) ? all : null;
}
