import { describe, expect, test } from 'vitest';
import type { GroupPlan, PublishPlan } from '../../load/mqtt/plan.ts';
import type { LedgerResult } from '../../load/mqtt/result.ts';
import { reconcile } from '../../observe/reconcile.ts';
import type { BrokerFigures } from '../../saved/observation.ts';

const publish: PublishPlan = {
  topic: 'devices/{client}/state',
  payloadBytes: 500,
  qos: 1,
  retain: false,
  pace: { model: 'open', periodUs: 6e6 },
};
const target = { url: 'mqtt://127.0.0.1:1883', host: '127.0.0.1', port: 1883 };
const planOf = (retain: boolean, connect: Partial<GroupPlan['connect']> = {}) => ({
  target,
  groups: [{ connect, publish: { ...publish, retain } } as GroupPlan],
});
const LEDGER: LedgerResult = {
  sent: 60_000,
  acknowledged: 60_000,
  received: 60_000,
  owed: 60_000,
  lost: 0,
  duplicated: 0,
  reordered: 0,
  foreign: 0,
  unowed: 0,
  losers: [],
};
const FIGURES: BrokerFigures = {
  version: 'mosquitto version 2.0.11',
  publishReceived: 60_000,
  publishSent: 60_000,
  publishDropped: 0,
  held: [],
  key: [],
  other: [],
};
const lines = (ledger: Partial<LedgerResult>, figures: Partial<BrokerFigures>, retain = false) =>
  reconcile({ plan: planOf(retain), ledger: { ...LEDGER, ...ledger } }, { ...FIGURES, ...figures });

describe('ledger and broker', () => {
  test('agree without a word', () => {
    expect(lines({}, {})).toEqual([]);
  });

  test('disagree by a single message', () => {
    expect(lines({}, { publishReceived: 59_999 })).toEqual([
      'the broker counted 59,999 PUBLISH packets received, the clients sent 60,000',
    ]);
  });

  test('are not compared on received messages where a broker may count the wills that it publishes', () => {
    const will = { topic: 'gone', payloadBytes: 64, qos: 1, retain: false, delayS: 0 } as const;
    const figures = { ...FIGURES, publishReceived: 60_100 };
    expect(reconcile({ plan: planOf(false, { will }), ledger: LEDGER }, figures)).toEqual([]);
    expect(reconcile({ plan: planOf(false), ledger: LEDGER }, figures)).toHaveLength(1);
  });

  test('disagree about each counter in a line of its own', () => {
    expect(lines({ lost: 60, received: 59_940 }, { publishReceived: 59_998 })).toEqual([
      'the broker counted 59,998 PUBLISH packets received, the clients sent 60,000',
      'the broker counted 60,000 PUBLISH packets sent, the clients received 59,940',
      'the broker counted 0 PUBLISH packets dropped, the clients lost 60',
    ]);
  });

  test('agree on what a slow consumer left unread: the broker sent it, dropped it or keeps it', () => {
    const ledger = { received: 50_000, lost: 10, unread: 9990 };
    for (const [publishSent, publishDropped] of [
      [50_000, 10],
      [50_020, 9970],
      [59_990, 10],
    ])
      expect(lines(ledger, { publishSent: publishSent!, publishDropped: publishDropped! })).toEqual([]);
    expect(lines(ledger, { publishSent: 49_999, publishDropped: 10_001 })).toEqual([
      'the broker counted 49,999 PUBLISH packets sent, the clients received 50,000',
      'the broker counted 10,001 PUBLISH packets dropped, the clients lost 10',
    ]);
  });

  test('agree on losses the broker owns up to', () => {
    expect(lines({ lost: 60, received: 59_940 }, { publishSent: 59_940, publishDropped: 60 })).toEqual([]);
  });

  test("count another run's messages as sent by the broker", () => {
    expect(lines({ foreign: 5 }, { publishSent: 60_005 })).toEqual([]);
    expect(lines({ foreign: 5 }, {})).toHaveLength(1);
  });

  test('allow the broker more where others publish, who go on while our clients come and leave', () => {
    expect(lines({ foreign: 5 }, { publishReceived: 60_100, publishSent: 60_100 })).toEqual([]);
    expect(lines({ foreign: 5 }, { publishReceived: 59_999, publishSent: 60_005 })).toHaveLength(1);
  });

  describe('with requests and replies', () => {
    const request = { ...publish, qos: 0, reply: 'replies/{run}/{client}', timeoutMs: 2000 } as const;
    const asker = { connect: {}, request } as GroupPlan;
    const worker = { connect: {}, respond: { filter: '$share/workers/req/+', qos: 0 } } as GroupPlan;
    const ledger = { ...LEDGER, sent: 1000, acknowledged: 0, received: 0, owed: 0 };
    const ways = { probes: 2, requests: 1002, replies: 1001, received: 1001 };
    const linesOf = (
      groups: GroupPlan[],
      figures: Partial<BrokerFigures>,
      told: Partial<LedgerResult> = { ways },
    ) => reconcile({ plan: { target, groups }, ledger: { ...ledger, ...told } }, { ...FIGURES, ...figures });
    const agreed = { publishReceived: 2003, publishSent: 2003, publishDropped: 1 };

    test('agree on all that went there and back, probes included', () => {
      expect(linesOf([asker, worker], agreed)).toEqual([]);
    });

    test('disagree by a single request, or reply', () => {
      expect(linesOf([asker, worker], { ...agreed, publishReceived: 2002 })).toEqual([
        'the broker counted 2,002 PUBLISH packets received, the clients sent 2,003',
      ]);
      expect(linesOf([asker, worker], { ...agreed, publishSent: 2004 })).toEqual([
        'the broker counted 2,004 PUBLISH packets sent, the clients received 2,003',
      ]);
    });

    test('are not compared where others answer, who tell nothing, or where results do not say', () => {
      expect(linesOf([asker], agreed)).toEqual([]);
      expect(linesOf([asker, worker], agreed, {})).toEqual([]);
    });
  });

  test('are not compared on sent messages when a group subscribes to $SYS, which aedes does not count', () => {
    const groups = [{ connect: {}, subscribe: { filter: '$SYS/#', qos: 0 } } as GroupPlan];
    const ledger = { ...LEDGER, sent: 0, received: 0, foreign: 500 };
    expect(reconcile({ plan: { target, groups }, ledger }, { ...FIGURES, publishSent: 0 })).toEqual([]);
  });

  test('are not compared on sent messages of QoS 1 and 2 by WebSocket, which mosquitto counts since 2.0.15', () => {
    const by = (url: string, qos: 0 | 1 | 2, version: string) => {
      const groups = [{ connect: {}, publish, subscribe: { filter: 'devices/#', qos } } as GroupPlan];
      const figures = { ...FIGURES, version, publishSent: 2 };
      return reconcile({ plan: { target: { ...target, url }, groups }, ledger: LEDGER }, figures);
    };
    for (const version of ['mosquitto version 2.0.11', 'mosquitto 1.6.15 (container)']) {
      for (const qos of [1, 2] as const) {
        expect(by('ws://127.0.0.1:9001/mqtt', qos, version)).toEqual([]);
        expect(by('wss://127.0.0.1:9001/mqtt', qos, version)).toEqual([]);
      }
      expect(by('ws://127.0.0.1:9001/mqtt', 0, version)).toHaveLength(1);
      expect(by('mqtt://127.0.0.1:1883', 1, version)).toHaveLength(1);
    }
    for (const version of ['mosquitto version 2.0.15', 'mosquitto version 2.1.0', 'aedes 1.2.0', ''])
      expect(by('ws://127.0.0.1:9001/mqtt', 1, version)).toHaveLength(1);
  });

  test('are not compared where the broker has no counter', () => {
    expect(lines({}, { publishReceived: null, publishSent: null, publishDropped: null })).toEqual([]);
  });

  test('are not compared on received messages when a group retains, which mosquitto does not count', () => {
    expect(lines({}, { publishReceived: 0 }, true)).toEqual([]);
    expect(lines({}, { publishSent: 1 }, true)).toHaveLength(1);
  });
});
