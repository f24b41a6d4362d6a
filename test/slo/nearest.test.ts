import { expect, test } from 'vitest';
import type { LiveFigures } from '../../load/so-far.ts';
import { nearestOf } from '../../slo/nearest.ts';
import { type PromiseInput, slo } from '../../slo/promise.ts';

const measured = (values: Readonly<Record<string, number>>, offered: number | null = null): LiveFigures => ({
  value: ({ definition }) => values[definition.name] ?? null,
  offered: () => offered,
});

const nearest = (promise: PromiseInput, figures: LiveFigures) => nearestOf([slo(promise)], figures)?.metric;

test('the objective with the least share of its way left is the nearest', () => {
  const promise = slo({ 'publish.ack.p99': '< 100ms', 'delivery.p99': '< 150ms', lost: '= 0' });
  expect(nearestOf([promise], measured({ 'publish.ack.p99': 40, 'delivery.p99': 90, lost: 0 }))).toEqual({
    metric: 'delivery.p99',
    value: 90,
    unit: 'ms',
    bound: '< 150ms',
    kept: true,
  });
});

test('a broken objective comes before every kept one, and the worst broken one first', () => {
  const promise: PromiseInput = { 'publish.ack.p99': '< 100ms', 'delivery.p99': '< 150ms', lost: '= 0' };
  expect(nearest(promise, measured({ 'publish.ack.p99': 120, 'delivery.p99': 149, lost: 0 }))).toBe(
    'publish.ack.p99',
  );
  expect(nearest(promise, measured({ 'publish.ack.p99': 120, 'delivery.p99': 450, lost: 0 }))).toBe(
    'delivery.p99',
  );
  expect(nearestOf([slo(promise)], measured({ 'publish.ack.p99': 120, lost: 1 }))).toMatchObject({
    metric: 'lost',
    kept: false,
  });
});

test('a share of the offered load is far from its bound while all of it is sent', () => {
  const promise: PromiseInput = { 'publish.rate': '>= 99% of offered', 'delivery.p99': '< 150ms' };
  expect(nearest(promise, measured({ 'publish.rate': 2000, 'delivery.p99': 30 }, 2000))).toBe('delivery.p99');
  expect(nearest(promise, measured({ 'publish.rate': 1985, 'delivery.p99': 30 }, 2000))).toBe('publish.rate');
  expect(nearest(promise, measured({ 'publish.rate': 2000, 'delivery.p99': 30 }))).toBe('delivery.p99');
});

test('what only the end can tell, and warnings, are not shown', () => {
  const figures = measured({ sent: 10, 'delivery.p99': 200, 'publish.ack.p99': 10 });
  expect(nearestOf([slo({ sent: '>= 1000' })], figures)).toBeNull();
  expect(nearestOf([slo({ 'delivery.p99': '<= baseline + 10%' })], figures)).toBeNull();
  expect(nearestOf([slo({ 'target.cpu': '< 80%' })], figures)).toBeNull();
  expect(nearest({ 'publish.ack.p99': '< 100ms', warn: { 'delivery.p99': '< 150ms' } }, figures)).toBe(
    'publish.ack.p99',
  );
});
