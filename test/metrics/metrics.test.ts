import { describe, expect, test } from 'vitest';
import { KINDS, type Kind } from '../../metrics/kinds.ts';
import { METRICS, metricList } from '../../metrics/metrics.ts';
import { parseMetric } from '../../metrics/parse.ts';

const kinds = Object.keys(KINDS) as Kind[];

describe.each(kinds)('the list of metrics of %s', (kind) => {
  const metrics = [...METRICS[kind].values()];

  test('is what can be promised, of a group where one has a value of its own', () => {
    for (const { name, group } of metrics) {
      expect(parseMetric(name).definition.name).toBe(name);
      if (group) expect(parseMetric(`one/${name}`).group).toBe('one');
      else expect(() => parseMetric(`one/${name}`)).toThrow('belongs to the whole run');
    }
  });

  test('says of each what it means', () => {
    const listed = metricList(kind);
    expect(listed.filter(({ meaning }) => meaning.length < 10)).toEqual([]);
    const names = listed.flatMap(({ name, statistics }) =>
      statistics.length > 0 ? statistics.map((statistic) => `${name}.${statistic}`) : [name],
    );
    expect(names).toEqual([...METRICS[kind].keys()]);
  });

  test('has the service time of each response time', () => {
    const families = new Set(metrics.flatMap((one) => (one.kind === 'latency' ? [one.family] : [])));
    for (const one of metrics)
      if (one.kind === 'latency' && one.service !== null) expect(families).toContain(one.service);
  });
});

test('a metric of two kinds of load is of the same dimension, direction, group and window in both', () => {
  const common = (name: string) =>
    kinds.flatMap((kind) => {
      const { dimension, better, group, windowed, source } = METRICS[kind].get(name) ?? {};
      return dimension ? [{ dimension, better, group, windowed, source }] : [];
    });
  for (const name of METRICS.mqtt.keys())
    for (const other of common(name)) expect([name, other]).toEqual([name, common(name)[0]]);
});
