/** How many samples of a latency the plan offers at most, known before the load. */
import type { GroupPlan, Plan } from '../../load/mqtt/plan.ts';
import type { LatencyDefinition } from '../../metrics/metrics.ts';
import { sumOf } from '../../statistics/sum.ts';

/** In the measure phase, of one group or of all. Null: a closed loop sends as many as it can. */
export function mostSamples(
  { groups, measureMs }: Pick<Plan, 'groups' | 'measureMs'>,
  { event }: LatencyDefinition<'mqtt'>,
  group: string | null,
): number | null {
  const own = groups.filter(({ name }) => group === null || name === group);
  const subscribers = own.filter(({ subscribe }) => subscribe);
  switch (event) {
    case 'connect':
      return sumOf(own, ({ clients }) => clients);
    case 'subscribe':
      return sumOf(subscribers, ({ clients }) => clients);
    case 'delivery':
      // Whoever subscribes gets everything at most.
      return times(
        offered(groups, measureMs),
        sumOf(subscribers, ({ clients }) => clients),
      );
    case 'acknowledgement':
      return offered(
        own.filter(({ publish }) => publish?.qos === 1),
        measureMs,
      );
    default:
      return offered(own, measureMs);
  }
}

const times = (messages: number | null, clients: number): number | null =>
  messages === null ? null : messages * clients;

function offered(groups: readonly GroupPlan[], measureMs: number): number | null {
  const messages = groups.map(({ clients, publish, startAfterMs, stopAfterMs }) => {
    if (!publish) return 0;
    if (publish.pace.model === 'closed') return Number.POSITIVE_INFINITY;
    const publishesMs = Math.min(measureMs, stopAfterMs ?? measureMs) - Math.max(0, startAfterMs ?? 0);
    return (clients * Math.max(0, publishesMs) * 1000) / publish.pace.periodUs;
  });
  const all = sumOf(messages, (one) => one);
  return Number.isFinite(all) ? all : null;
}
