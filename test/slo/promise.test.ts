import { describe, expect, expectTypeOf, test } from 'vitest';
import type { MetricName } from '../../metrics/metrics.ts';
import { type PromiseInput, slo } from '../../slo/promise.ts';
import { SloError } from '../../slo/slo-error.ts';

/** What a JavaScript user, or one with a computed key, can write. */
const unchecked = (input: object) => () => slo(input as PromiseInput);

describe('a promise', () => {
  test('is read into metric, bound and softness, and frozen', () => {
    const promise = slo({
      'devices/publish.ack.p99': '< 100ms',
      lost: '= 0',
      'publish.rate': '>= 99% of offered',
      warn: { 'target.cpu': '<80%' },
    });
    expect(
      promise.objectives.map(({ metric, bound, soft }) => [
        metric.group,
        metric.definition.name,
        bound,
        soft,
      ]),
    ).toEqual([
      ['devices', 'publish.ack.p99', { text: '< 100ms', operator: '<', limit: 100, ofOffered: false }, false],
      [null, 'lost', { text: '= 0', operator: '=', limit: 0, ofOffered: false }, false],
      [
        null,
        'publish.rate',
        { text: '>= 99% of offered', operator: '>=', limit: 99, ofOffered: true },
        false,
      ],
      [null, 'target.cpu', { text: '<80%', operator: '<', limit: 80, ofOffered: false }, true],
    ]);
    expect(Object.isFrozen(promise)).toBe(true);
    expect(Object.isFrozen(promise.objectives[0])).toBe(true);
  });

  test.each([
    ['connect.p99', '<= 1.5s', 1500],
    ['connect.p99', '< 250us', 0.25],
    ['connect.rate', '>= 5000/s', 5000],
    ['delivery.rate', '> 60/min', 1],
    ['received', '> 0', 0],
    ['drift', '< 1.2', 1.2],
    ['target.memory', '<= 64MB', 64e6],
    ['target.memory_per_connection', '< 4KiB', 4096],
    ['generator.loop.utilization', '< 62.5%', 62.5],
    ['a/b/sent', '= 10', 10],
    ['delivery.p99', '<= baseline + 10%', 10],
    ['delivery.p99', '<=baseline+2.5%', 2.5],
    ['delivery.p99', '<= baseline + 12.34 %', 12.34],
    ['http.rate', '>= baseline - 5%', -5],
    ['drift', '< 1.25', 1.25],
    ['publish.rate', '>= 99%   of offered', 99],
    ['a/lost', '<= baseline', 0],
  ])('%s %s is read as %d in the canonical unit', (metric, bound, limit) => {
    expect(unchecked({ [metric]: bound })().objectives[0]!.bound.limit).toBe(limit);
  });

  test.each([
    [
      { 'publish.ak.p99': '< 1ms' },
      /Unknown metric "publish.ak.p99". Did you mean "publish.ack.p99"\?.*publish.rate/s,
    ],
    [{ 'devices/lots': '= 0' }, /Did you mean "devices\/lost"\?/],
    [{ 'publish.ack.p98': '< 1ms' }, /Did you mean "publish.ack.p9\d"\?/],
    [{ wibble: '< 1ms' }, /Unknown metric "wibble". Latencies: connect, /],
    [{ 'devices/target.cpu': '< 80%' }, /belongs to the whole run.*write "target.cpu"/],
    [{ '/lost': '= 0' }, /a group name is required/],
    [{ 'lost@storm': '= 0' }, /without a load and a window is required; write "lost"/],
    [{ 'load-2:a/lost': '= 0' }, /without a load and a window is required; write "a\/lost"/],
    [{ lost: '0' }, /lost needs an operator \(< <= = >= >\) and a bare number, like '= 0'; got '0'/],
    [{ lost: '== 0' }, /needs an operator/],
    [{ lost: '= 0ms' }, /without a unit.*"0ms"/],
    [{ lost: '= -1' }, /without a unit is required/],
    [{ 'delivery.p99': '< 100' }, /delivery.p99 needs an operator.*a time.*Units: us, ms/],
    [{ 'delivery.p99': '< 100 parsecs' }, /A duration is required/],
    [{ 'delivery.p99': '< -1ms' }, /must not be negative/],
    [{ 'connect.rate': '>= 5000' }, /a rate.*Units: \/s/],
    [
      { 'connect.p99': '100ms' },
      /connect.p99 needs an operator \(.*\) and a time, like '< 100ms'; got '100ms'/,
    ],
    [{ 'connect.rate': '5/s' }, /and a rate, like '>= 5000\/s'; got/],
    [{ 'target.memory': '5B' }, /and a size, like '<= 64MB'; got/],
    [{ drift: '2' }, /and a bare number, like '< 1.2'; got/],
    [{ 'delivery.p99': '< 5ms baseline' }, /A duration is required/],
    [{ 'delivery.p99': '<= baseline baseline + 5%' }, /goes alone or with a percentage/],
    [{ 'target.cpu': '< 80' }, /a percentage, like '< 80%'/],
    [{ 'target.memory': '< 64M' }, /a size.*Units: B, kB/],
    [
      { 'delivery.rate': '>= 99% of offered' },
      /'of offered' goes with publish.rate, sent, acknowledged, http.rate only/,
    ],
    [{ 'publish.rate': '>= 5000/s of offered' }, /A percentage is required/],
    [
      { 'device/http.rate': '>= 99% of offered' },
      /to all groups or tasks together, not to one; write "http.rate"/,
    ],
    [{ 'delivery.p99': '< 0ms' }, /can never hold/],
    [{ 'delivery.p99': '<= baseline + 10' }, /'baseline' goes alone or with a percentage/],
    [{ 'delivery.p99': '<= baseline + 5ms' }, /like '<= baseline \+ 10%'/],
    [{ 'delivery.p99': '<= baseline - -5%' }, /goes alone or with a percentage/],
    [{ 'http.rate': '>= baseline - 100%' }, /Less than 100 % can be taken/],
    [{ 'publish.rate': '>= baseline of offered' }, /A percentage is required/],
    [{ 'delivery.p99': '<= basline' }, /A duration is required/],
    [{ lost: '>= 0' }, /always does hold/],
    [{ lost: 0 }, /lost needs a bound written as text.*got 0/],
    [{ lost: undefined }, /lost needs a bound written as text/],
    [{}, /at least one objective/],
    [{ warn: { lots: '= 0' } }, /Did you mean "lost"/],
  ])('%j is refused when it is written down', (input, message) => {
    expect(unchecked(input)).toThrow(SloError);
    expect(unchecked(input)).toThrow(message);
    expect(unchecked(input)).toThrow(RangeError);
    expect(unchecked(input)).toThrow(expect.objectContaining({ name: 'SloError' }));
  });

  test('names everything that is wrong at once', () => {
    expect(unchecked({ lots: '= 0', 'delivery.p99': '100ms' })).toThrow(/"lots".*\n.*delivery.p99 needs/);
  });
});

describe('to the compiler', () => {
  test('a good promise is assignable', () => {
    expectTypeOf<{ 'devices/publish.ack.p99': '< 100ms' }>().toExtend<PromiseInput>();
    expectTypeOf<{ 'a/sent': '>= 99.5% of offered'; warn: { lost: '= 0' } }>().toExtend<PromiseInput>();
    expectTypeOf<{
      'http.rate': '>= 99% of offered';
      'device/http.rate': '> 1/s';
    }>().toExtend<PromiseInput>();
    expectTypeOf<{ 'target.memory': '<64MB'; drift: '< 1.2' }>().toExtend<PromiseInput>();
    expectTypeOf<{ 'a/delivery.p99': '<= baseline + 10%'; lost: '<=baseline' }>().toExtend<PromiseInput>();
    expectTypeOf<{
      'http.rate': '>= baseline - 5%';
      warn: { drift: '< baseline+5%' };
    }>().toExtend<PromiseInput>();
  });

  test('a metric that does not exist is an error', () => {
    expectTypeOf<'publish.ack.p99'>().toExtend<MetricName>();
    expectTypeOf<'devices/connect.tcp.p99.9'>().toExtend<MetricName>();
    expectTypeOf<'publish.ak.p99'>().not.toExtend<MetricName>();
    expectTypeOf<'devices/publish.ack.p98'>().not.toExtend<MetricName>();
    expectTypeOf<'devices/target.cpu'>().not.toExtend<MetricName>();
    expectTypeOf<'publish.ak.p99'>().not.toExtend<keyof PromiseInput>();
    expectTypeOf<'devices/lots'>().not.toExtend<keyof PromiseInput>();
    expectTypeOf<'devices/lost'>().toExtend<keyof PromiseInput>();
    expectTypeOf<{ '/publish.ack.p99': '< 100ms' }>().not.toExtend<PromiseInput>();
    expectTypeOf<{ warn: { '/lost': '= 0' } }>().not.toExtend<PromiseInput>();
  });

  test('a bound in the wrong unit, or without one, is an error', () => {
    expectTypeOf<{ 'publish.ack.p99': '< 100' }>().not.toExtend<PromiseInput>();
    expectTypeOf<{ 'publish.ack.p99': '100ms' }>().not.toExtend<PromiseInput>();
    expectTypeOf<{ 'devices/publish.ack.p99': '>= 5000/s' }>().not.toExtend<PromiseInput>();
    expectTypeOf<{ lost: '= 0%' }>().not.toExtend<PromiseInput>();
    expectTypeOf<{ 'delivery.rate': '>= 99% of offered' }>().not.toExtend<PromiseInput>();
    expectTypeOf<{ 'device/http.rate': '>= 99% of offered' }>().not.toExtend<PromiseInput>();
    expectTypeOf<{ warn: { 'target.cpu': '< 80' } }>().not.toExtend<PromiseInput>();
    expectTypeOf<{ lost: '<= baseline + 10' }>().not.toExtend<PromiseInput>();
    expectTypeOf<{ lost: '<= basline' }>().not.toExtend<PromiseInput>();
  });
});
