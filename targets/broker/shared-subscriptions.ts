/**
 * Shared subscriptions (OASIS MQTT 5 4.8.2) for aedes, which takes `$share/NAME/filter` for the name of a topic. aedes
 * hands every subscription to its emitter; this one gives a message to one member of each shared subscription in turn.
 */
import mqemitter, { type Message, type MQEmitter } from 'mqemitter';
import { readSubscription } from '../../load/mqtt/topic-index.ts';

type Listener = Parameters<MQEmitter['on']>[1];

interface Shared {
  readonly members: Listener[];
  readonly deliver: Listener;
}

/** Messages that are handed on at the same time; aedes' own default. */
const CONCURRENCY = 100;

export function sharingEmitter(): MQEmitter {
  const emitter = mqemitter({ concurrency: CONCURRENCY, matchEmptyLevels: true });
  const shared = new Map<string, Shared>();
  return {
    get current() {
      return emitter.current;
    },
    get concurrent() {
      return emitter.concurrent;
    },
    on(topic, listener, done) {
      const { share, filter } = readSubscription(topic);
      if (share === null) {
        emitter.on(topic, listener, done);
        return this;
      }
      const known = shared.get(topic);
      if (known) {
        known.members.push(listener);
        if (done) setImmediate(done);
        return this;
      }
      const subscription = inTurn(filter, [listener]);
      shared.set(topic, subscription);
      emitter.on(filter, subscription.deliver, done);
      return this;
    },
    removeListener(topic, listener, done) {
      const subscription = shared.get(topic);
      if (!subscription) {
        emitter.removeListener(topic, listener, done);
        return;
      }
      const at = subscription.members.indexOf(listener);
      if (at >= 0) subscription.members.splice(at, 1);
      if (subscription.members.length > 0) {
        if (done) setImmediate(done);
        return;
      }
      shared.delete(topic);
      emitter.removeListener(readSubscription(topic).filter, subscription.deliver, done);
    },
    emit: (message, done) => emitter.emit(message, done),
    close: (done) => emitter.close(done),
  };
}

function inTurn(filter: string, members: Listener[]): Shared {
  const wild = /^[+#]/.test(filter);
  let turn = 0;
  return {
    members,
    deliver(message: Message, done: () => void): void {
      const member = members[turn++ % members.length];
      // A filter that begins with a wildcard matches no topic that begins with $ (OASIS MQTT 4.7.2).
      if (member === undefined || (wild && message.topic.startsWith('$'))) done();
      else member(message, done);
    },
  };
}
