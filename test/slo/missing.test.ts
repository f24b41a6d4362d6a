import { describe, expect, test } from 'vitest';
import type { PromiseInput } from '../../slo/promise.ts';
import { devices, type RunShape, recorder } from './a-run.ts';
import { verdictOf } from './verdict-of.ts';

const sound: RunShape = { groups: { devices: devices(), recorder: recorder() } };
describe('no figure', () => {
  const dead = devices({ counts: { acknowledged: 0 }, latencies: {} });
  const none = { latencies: { 'schedule.lag': [[0.1, 12_000]] } } as const;

  test.each<[string, RunShape, PromiseInput]>([
    [
      'nothing was acknowledged',
      { groups: { devices: { ...dead, ...none } } },
      { 'publish.ack.p99': '< 1s' },
    ],
    [
      'nothing could be sent',
      { groups: { devices: { publishes: true, counts: { offered: 12_000, unsentByTarget: 12_000 } } } },
      { 'publish.ack.p99': '< 1s' },
    ],
    [
      'nothing came',
      { groups: { devices: devices(), r: { subscribes: true, counts: { owed: 12_000, lost: 12_000 } } } },
      { 'delivery.p99': '< 1s' },
    ],
    [
      'nothing came to be counted twice',
      { groups: { devices: devices(), r: { subscribes: true, counts: { owed: 12_000, lost: 12_000 } } } },
      { duplicated: '= 0' },
    ],
    [
      'the publishers were blocked',
      {
        groups: {
          devices: { publishes: true, counts: { offered: 12_000, unsentByTarget: 12_000 } },
          r: { subscribes: true },
        },
      },
      { 'r/delivery.p99': '< 1s' },
    ],
    [
      'the target refused every client',
      {
        groups: {
          devices: {
            publishes: true,
            connect: { attempted: 100, succeeded: 0, failed: 100, failedBy: { refused: 100 } },
          },
        },
      },
      { 'publish.ack.p99': '< 1s' },
    ],
    [
      'the target refused every client, of connecting',
      { groups: { devices: { connect: { succeeded: 0, failed: 100, failedBy: { refused: 100 } } } } },
      { 'connect.p99': '< 1s' },
    ],
    [
      'the target refused the subscribers',
      {
        groups: {
          devices: devices(),
          r: {
            subscribes: true,
            connect: { succeeded: 0, failed: 100, failedBy: { 'time-out: no CONNACK': 100 } },
          },
        },
      },
      { lost: '= 0' },
    ],
    [
      'the target closed the subscribers',
      {
        groups: { devices: devices(), r: { subscribes: true } },
        targetFaults: ['broker closed 1 connection at 0.1 s'],
      },
      { lost: '= 0' },
    ],
  ])('because %s is a fail', (_, shape, promise) => {
    expect(verdictOf(shape, promise).verdict).toBe('fail');
  });

  test.each<[string, RunShape, PromiseInput, RegExp]>([
    [
      'QoS 0 is not acknowledged',
      { groups: { devices: devices({ qos: 0 }) }, targetFaults: ['broker closed 1 connection'] },
      { 'publish.ack.p99': '< 1s' },
      /QoS 0 messages are not acknowledged/,
    ],
    [
      'QoS 0 is not acknowledged',
      { groups: { devices: devices({ qos: 0 }) } },
      { acknowledged: '> 0' },
      /no QoS 1/,
    ],
    [
      'nobody subscribes',
      { groups: { devices: devices() } },
      { 'delivery.p99': '< 1s' },
      /nobody subscribes/,
    ],
    ['nobody subscribes', { groups: { devices: devices() } }, { lost: '= 0' }, /nobody subscribes/],
    [
      'nobody publishes',
      { groups: { recorder: recorder() } },
      { 'publish.rate': '> 1/s' },
      /nobody publishes/,
    ],
    [
      'the payload carries no header',
      { groups: { devices: devices({ payloadBytes: 15 }), recorder: { subscribes: true } } },
      { 'delivery.p99': '< 1s' },
      /payload below 16 B carries no header/,
    ],
    [
      'the payload carries no header',
      { ...sound, headerless: true },
      { lost: '= 0' },
      /payload below 16 B carries no header/,
    ],
    [
      'the payload carries no write time',
      {
        groups: {
          devices: devices({ payloadBytes: 17 }),
          recorder: { ...recorder(), latencies: { delivery: [[30, 12_000]] } },
        },
      },
      { 'delivery.service.p99': '< 1s' },
      /below 20 B does not carry its write time/,
    ],
    ['nothing was observed', sound, { 'target.cpu': '< 80%' }, /target was not observed/],
    [
      'files ran out on our side',
      {
        groups: {
          devices: { connect: { succeeded: 0, failed: 100, failedBy: { 'too many open files': 100 } } },
        },
      },
      { 'connect.p50': '< 1s' },
      /no client connected.*: 100 clients failed on the generator/,
    ],
    [
      'there is no such group, nor one with a name like it',
      sound,
      { 'cars/sent': '> 0' },
      /the run has no group "cars"\. It has: devices, recorder\./,
    ],
    [
      'there is no such group',
      sound,
      { 'device/sent': '> 0' },
      /no group "device"; did you mean "devices"\? It has: devices, recorder/,
    ],
  ])('because %s is invalid, not a pass', (_, shape, promise, reason) => {
    const { verdict, message } = verdictOf(shape, promise);
    expect(verdict).toBe('invalid');
    expect(message).toMatch(reason);
  });

  test.each<PromiseInput>([
    { 'target.cpu': '< 80%' },
    { 'system.cpu.idle.min': '> 20%' },
    { 'broker.received': '>= 99%' },
    { 'schedule.lag.p99': '< 10ms' },
  ])('because the target refused every client says nothing of what is observed: %j is invalid', (promise) => {
    const connect = { attempted: 100, succeeded: 0, failed: 100, failedBy: { refused: 100 } };
    expect(verdictOf({ groups: { devices: { publishes: true, connect } } }, promise).verdict).toBe('invalid');
  });

  test('in a window in which nothing was planned is invalid', () => {
    const shape: RunShape = {
      groups: { devices: devices() },
      windows: { before: { fromMs: 0, toMs: 1000, groups: { devices: { publishes: true } } } },
    };
    expect(verdictOf(shape, { 'publish.rate': '> 1/s' }, 'before').verdict).toBe('invalid');
    expect(verdictOf(shape, { 'publish.ack.p50': '< 1s' }, 'before').verdict).toBe('invalid');
    expect(verdictOf(shape, { 'publish.ack.p50': '< 1s' }, 'after').message).toMatch(
      /no window "after".*measure, before/,
    );
  });
});
