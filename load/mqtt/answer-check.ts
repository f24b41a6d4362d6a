/** Before anything is asked: whether somebody answers the requests of a group. */
import { fillTemplate } from '../template.ts';
import { CannotCarryOut } from '../work.ts';
import type { GroupSlice } from './group-slice.ts';
import { Publisher } from './publisher.ts';

/** A responder may come up later than those who ask. */
const AGAIN_MS = 250;

/**
 * Sends requests that are in no count over one connection of the group, until one is answered.
 *
 * @throws CannotCarryOut when nobody answers within the time-out for connecting
 */
export async function untilAnswered(group: GroupSlice): Promise<void> {
  const { requests, publisher, links, plan } = group;
  const position = links.findIndex(({ ready }) => ready);
  // Where nobody could connect, the run says so by itself.
  if (!requests || !(publisher instanceof Publisher) || position < 0) return;
  const answered = Promise.withResolvers<boolean>();
  requests.answered = () => answered.resolve(true);
  const ask = (): void => {
    if (!links[position]!.ready) return;
    publisher.probe(position);
    requests.record.probes++;
  };
  const { timeoutMs } = plan.connect;
  // In turns of the loop, not by the clock: while this process stands still, no reply is read.
  let left = Math.ceil(timeoutMs / AGAIN_MS);
  const again = setInterval(() => {
    if (--left > 0) ask();
    else answered.resolve(false);
  }, AGAIN_MS);
  ask();
  const isAnswered = await answered.promise;
  clearInterval(again);
  requests.answered = null;
  if (isAnswered) return;
  const topic = fillTemplate(plan.request!.topic, group.valuesOf(position));
  throw new CannotCarryOut(
    `groups.${plan.name}.request: a responder that answers requests to '${topic}' is required before anything is asked; none answered within ${timeoutMs / 1000} s. Start one (a group with respond, or tidemark respond), and see that its filter matches the topic.`,
  );
}
