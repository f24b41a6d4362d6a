/** Many retained topics, and subscribers that all come at once: how long until each of them has every topic? */
import { expect, slo, sweep } from 'tidemark';
import { sizes } from '../profile.ts';

const { topics, subscribers, within, drain } = sizes.retainedStorm;
/** Each publisher keeps so many topics. */
const TOPICS_A_CLIENT = 10;

const kept = slo({ acknowledged: '>= 100% of offered' });
const storm = slo({ 'subscribe.retained.max': within, 'retained.missing': '= 0', 'connect.failed': '= 0' });

sweep('retained storm', { topics, subscribers }, async (cell, { broker, load }) => {
  const publish = Array.from(
    { length: TOPICS_A_CLIENT },
    (_, topic) =>
      ({ topic: `kept/{client}/${topic}`, payload: '100B', qos: 1, retain: true, every: '1s' }) as const,
  );
  const before = await load.mqtt({
    target: broker,
    groups: { keepers: { clients: cell.topics / TOPICS_A_CLIENT, publish } },
    measure: '1s',
    drain: '500ms',
  });
  expect(before).toMeet(kept);
  const result = await load.mqtt({
    target: broker,
    groups: {
      storm: { clients: cell.subscribers, subscribe: { filter: 'kept/#', retained: cell.topics } },
    },
    measure: '1s',
    drain,
  });
  expect(result).toMeet(storm);
});
