/** What a report says of a load that asks and answers. */
import { describe, expect, test } from 'vitest';
import { encodeHistogram, histogramOf } from '../../load/histogram.ts';
import type { GroupPlan } from '../../load/mqtt/plan.ts';
import type { GroupResult, MeasuredRun } from '../../load/mqtt/result.ts';
import { markdown } from '../../reporters/sections/document.ts';
import { deliveredIn } from '../../reporters/sweeps/delivered.ts';
import { cellOf, edited, resultsOf, sampleResults, sweepShapes } from './sample-results.ts';
import { asRecords, tableOf } from './table-of.ts';

const STATES = { late: 0, timedOut: 0, refused: 0, open: 0, duplicated: 0, unknown: 0, foreign: 0 };

/** 1,000 virtual clients over 10 connections, and workers; so many requests had their reply in time. */
function report(matched: number): string {
  const cell = edited(cellOf(sweepShapes[0]!), (run) => {
    const [devices] = run.plan.groups;
    const { publish, ...group } = devices!;
    const [result] = Object.values(run.windows.measure!.groups);
    const { pace } = publish!;
    const askers: GroupPlan = {
      ...group,
      name: 'askers',
      clients: 1000,
      connections: 10,
      request: {
        topic: 'req/{shard}',
        reply: 'replies/{run}/{client}',
        timeoutMs: 2000,
        payloadBytes: 100,
        qos: 0,
        retain: false,
        pace,
      },
    };
    const pool = {
      queue: 10,
      onFull: 'drop',
      fullWaitMs: 20,
      scaleUp: 0.7,
      scaleDown: 0.2,
      settleMs: 5000,
    } as const;
    const workers: GroupPlan = {
      ...group,
      name: 'workers',
      respond: {
        filter: '$share/workers/req/+',
        qos: 0,
        payloadBytes: 28,
        work: { kind: 'sleep', us: 5000 },
        pool: { ...pool, min: 4, max: 64 },
      },
    };
    const asked: GroupResult = {
      ...result!,
      counts: { ...result!.counts, offered: 500, sent: 500, acknowledged: 0 },
      latencies: { request: encodeHistogram(histogramOf([7000, 500])) },
      requests: {
        ...STATES,
        matched,
        timedOut: 500 - matched,
        shards: { asked: [200, 200, 100], matched: [200, 200, matched - 400] },
      },
    };
    const series = Object.values(run.series.groups)[0]!;
    Object.assign(run satisfies MeasuredRun, {
      plan: { ...run.plan, groups: [askers, workers] },
      windows: {
        measure: {
          ...run.windows.measure,
          groups: { askers: asked, workers: { ...result!, latencies: {} } },
        },
      },
      ledger: {
        ...run.ledger,
        sent: 500,
        losers: [],
        ways: { probes: 1, requests: 501, replies: 501, received: 491 },
      },
      series: { ...run.series, groups: { askers: series, workers: series } },
    });
  });
  return markdown(resultsOf([cell]));
}

describe('of a load that asks and answers', () => {
  const text = report(490);

  test('says what both groups were told to do', () => {
    const [workers, askers] = [/\| workers .*/, /\| askers .*/].map((row) => row.exec(text)?.[0]);
    expect(askers).toMatch(
      /1,000 virtual over 10 connections .* for a reply to `replies\/\{run\}\/\{connection\}`/,
    );
    expect(workers).toContain('answers requests after 5 ms of sleep, 4 to 64 workers');
    expect(workers).toContain('`$share/workers/req/+`');
  });

  test('has its share of replies and its latency in the matrix', () => {
    const [overview] = asRecords(tableOf(text, 'Matrix'));
    expect(overview).toMatchObject({ 'matched %': '98.0', 'request p99 ms': expect.stringMatching(/^7\.0/) });
  });

  test('says which shard of the topic was answered worst', () => {
    expect(text).toContain(
      '3 shards, 1 of them with requests that were not answered in time: the least 90 % (shard 2), the median 100 %, the most 100 %',
    );
    expect(report(500)).toContain('3 shards, all requests answered in time');
  });

  test('says how many had no reply, and where they were lost', () => {
    expect(text).toContain(
      'Of 500 requests that were due in the measure phase 10 had no reply in time (10 timed out).',
    );
    expect(text).toMatch(
      /501 requests were written, and 501 came to those who answer; 501 replies were written, and 491 came to those who asked/,
    );
    expect(text).not.toContain('nothing is known about losses');
    expect(report(500)).toContain(
      'All 500 requests that were due in the measure phase had their reply in time.',
    );
  });
});

test('a load that nobody asks in has no columns for it', () => {
  expect(markdown(sampleResults())).not.toMatch(/request p\d\d|matched %/);
});

test('what got through of requests is what was answered in time', () => {
  const metric = (value: number) => ({ value, unit: '/s', n: 1000 });
  const delivered = deliveredIn({
    'publish.offered': metric(250),
    'publish.rate': metric(250),
    'reply.rate': metric(240),
  });
  expect([delivered?.perSecond, delivered?.by.name]).toEqual([240, 'answered in time']);
});
