import { describe, expect } from 'vitest';
import { judge } from '../../../slo/judge/judge.ts';
import { slo } from '../../../slo/promise.ts';
import { group, measure, test } from './measure.ts';

describe.concurrent('groups of clients', () => {
  test('a late group that never gets in is counted: its clients failed and its messages were offered', async ({
    start,
  }) => {
    const broker = await start({ ignoreConnect: /^late/ });
    const publish = { topic: 'x/{client}', payload: '100B', qos: 1, rate: '100/s' } as const;
    const result = await measure(broker, {
      groups: {
        base: { clients: 10, connect: { clientId: 'base-{client}' }, publish },
        late: { clients: 10, connect: { clientId: 'late-{client}' }, publish, startAfter: '1s' },
      },
      measure: '2s',
      drain: '500ms',
    });
    const { connect, counts } = group(result, 'late');
    expect(connect).toMatchObject({ attempted: 10, failed: 10 });
    expect(counts).toMatchObject({ offered: 100, sent: 0, unsentByTarget: 100 });
    expect(judge(result, slo({ 'connect.failed': '= 0' })).verdict).toBe('fail');
  });

  test('a late group that gets in when its time is over was offered its messages', async ({ start }) => {
    const broker = await start();
    const publish = { topic: 'x/{client}', payload: '100B', qos: 1, rate: '100/s' } as const;
    const late = { clients: 10, publish, startAfter: '500ms', stopAfter: '1s' } as const;
    const onMeasureStart = () => {
      broker.freeze();
      setTimeout(() => broker.thaw(), 1200);
    };
    const groups = { base: { clients: 1 }, late };
    const result = await measure(broker, { groups, measure: '2s', drain: '1s' }, {}, { onMeasureStart });
    expect(group(result, 'late').counts).toMatchObject({ offered: 50, sent: 0, unsentByTarget: 50 });
  });

  test('messages of several megabytes arrive whole', async ({ start }) => {
    const broker = await start();
    const result = await measure(broker, {
      groups: {
        source: { clients: 2, publish: { topic: 'big/{client}', payload: '3MB', qos: 1, every: '500ms' } },
        sink: { clients: 1, subscribe: { filter: 'big/+', qos: 1 } },
      },
      measure: '2s',
      drain: '2s',
    });
    expect(result.ledger).toMatchObject({ sent: 8, received: 8, lost: 0, foreign: 0 });
  });
});
