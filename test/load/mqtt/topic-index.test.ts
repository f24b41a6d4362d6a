import { expect, test } from 'vitest';
import { readSubscription, TopicIndex } from '../../../load/mqtt/topic-index.ts';

const TOPICS = ['a', 'a/b', 'a/b/c', 'a/x/c', 'z', '$SYS/up', '/lead'];
const index = new TopicIndex();
TOPICS.forEach((topic, i) => {
  index.add(topic, i);
});

// OASIS MQTT 4.7.1 and 4.7.2
test.each([
  ['a/b/c', ['a/b/c']],
  ['a/+/c', ['a/b/c', 'a/x/c']],
  ['a/#', ['a', 'a/b', 'a/b/c', 'a/x/c']],
  ['+', ['a', 'z']],
  ['#', ['a', 'a/b', 'a/b/c', 'a/x/c', 'z', '/lead']],
  ['+/+', ['a/b', '/lead']],
  ['$SYS/#', ['$SYS/up']],
  ['a/b/c/d', []],
])('the filter %s matches %j', (filter, topics) => {
  expect(
    index
      .match(filter)
      .map((i) => TOPICS[i])
      .sort(),
  ).toEqual([...topics].sort());
});

test('a shared subscription is its name and its filter', () => {
  expect(readSubscription('$share/workers/a/+')).toEqual({ share: 'workers', filter: 'a/+' });
  expect(readSubscription('a/+')).toEqual({ share: null, filter: 'a/+' });
});
