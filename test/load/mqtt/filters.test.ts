import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filtersOverlap, isFilter } from '../../../load/mqtt/filters.ts';
import { TopicIndex } from '../../../load/mqtt/topic-index.ts';

/** Every topic of at most three levels of these names. */
const names = ['a', 'b', '$c', ''];
const topics = [1, 2, 3]
  .flatMap((levels) =>
    Array.from({ length: levels }).reduce<string[][]>(
      (paths) => paths.flatMap((path) => names.map((name) => [...path, name])),
      [[]],
    ),
  )
  .map((path) => path.join('/'))
  .filter((topic) => topic !== '');
const index = new TopicIndex();
topics.forEach((topic, at) => {
  index.add(topic, at);
});

const filter = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', '$c', '+'), { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([levels, rest]) => (rest ? [...levels.slice(0, 2), '#'] : levels).join('/'));

test('two filters overlap exactly where a topic is matched by both', () => {
  fc.assert(
    fc.property(filter, filter, (one, other) => {
      const matched = new Set(index.match(one));
      expect(filtersOverlap(one, other)).toBe(index.match(other).some((topic) => matched.has(topic)));
      expect(filtersOverlap(`$share/x/${one}`, other)).toBe(filtersOverlap(one, other));
    }),
    { numRuns: 500 },
  );
});

test('a filter has wildcards as whole levels, and # as the last one', () => {
  for (const good of ['#', '+', 'a/+/b/#', '/', '$share/x/a/#']) expect(isFilter(good)).toBe(true);
  for (const bad of ['a#', 'a/#/b', '+a/b', 'a/b+', '$share/x/a#']) expect(isFilter(bad)).toBe(false);
});
