import { decodeHistogram } from '../../load/histogram.ts';
import { connectionsOf } from '../../load/mqtt/group.ts';
import type { GroupPlan } from '../../load/mqtt/plan.ts';
import type { RequestsResult } from '../../load/mqtt/request/result.ts';
import type { GroupResult } from '../../load/mqtt/result.ts';
import { WHOLE_PHASE } from '../../metrics/names.ts';
import type { Results } from '../../saved/results.ts';
import { count, NONE, plural } from '../../text/format.ts';
import { formatQuantity } from '../../text/quantity.ts';
import { code } from '../markdown/inline.ts';
import { rowName } from '../markdown/layout.ts';
import { left, right, table } from '../markdown/table.ts';
import { measured, rows } from '../rows.ts';

interface Line {
  readonly cell: string;
  readonly plan: GroupPlan;
  readonly counts: GroupResult['counts'];
  readonly latencies: GroupResult['latencies'];
  readonly requests: RequestsResult;
}

/** What became of the requests of groups that ask, and where their time went. Null: nobody asked. */
export function requestsText(results: Results): string | null {
  const lines = rows(results).flatMap((row): Line[] => {
    const run = measured(row)?.result;
    return (run?.plan.groups ?? []).flatMap((plan) => {
      const { requests, counts, latencies } = run?.windows[WHOLE_PHASE]?.groups[plan.name] ?? {};
      return requests && counts && latencies
        ? [{ cell: rowName(row, results), plan, counts, latencies, requests }]
        : [];
    });
  });
  if (lines.length === 0) return null;
  const open = lines.some(({ requests }) => requests.open > 0);
  const virtual = lines.filter(({ plan }) => plan.connections !== undefined);
  const who = new Set(
    virtual.map(
      ({ plan }) =>
        `${code(plan.name)}: ${plural(plan.clients, 'virtual client')} over ${plural(connectionsOf(plan), 'connection')}.`,
    ),
  );
  return [
    '### Requests',
    table<Line>(
      [
        left('cell', ({ cell }) => cell),
        left('group', ({ plan }) => code(plan.name)),
        right('due', ({ counts }) => count(counts.offered)),
        right('in time', ({ requests }) => count(requests.matched)),
        right('matched', ({ requests, counts }) => share(requests.matched, counts.offered)),
        right('late', ({ requests }) => count(requests.late)),
        right('timed out', ({ requests }) => count(requests.timedOut)),
        right('refused', ({ requests }) => count(requests.refused)),
        right('unsent: target', ({ counts }) => count(counts.unsentByTarget)),
        right('unsent: generator', ({ counts }) => count(counts.unsentByGenerator)),
        ...(open ? [right<Line>('open', ({ requests }) => count(requests.open))] : []),
        right('duplicated', ({ requests }) => count(requests.duplicated)),
        right('unknown', ({ requests }) => count(requests.unknown)),
        right('foreign', ({ requests }) => count(requests.foreign)),
      ],
      lines,
    ),
    `In time, late, timed out, refused${open ? ', open' : ''} and unsent add up to what was due. Duplicated, unknown and foreign are further replies: to a request that had one, to none, to another run or connection.`,
    ...(who.size > 0 ? [[...who].join(' ')] : []),
    table<Line>(
      [
        left('cell', ({ cell }) => cell),
        left('group', ({ plan }) => code(plan.name)),
        right('response p50', ({ latencies }) => percentile(latencies.request, 50)),
        right('p99', ({ latencies, plan, requests }) =>
          atLeast(percentile(latencies.request, 99), latencies.request, plan, requests),
        ),
        right('service p50', ({ latencies }) => percentile(latencies['request.service'], 50)),
        right('p99', ({ latencies }) => percentile(latencies['request.service'], 99)),
        right('queue p50', ({ latencies }) => percentile(latencies['reply.queue'], 50)),
        right('p99', ({ latencies }) => percentile(latencies['reply.queue'], 99)),
        right('work p50', ({ latencies }) => percentile(latencies['reply.work'], 50)),
        right('p99', ({ latencies }) => percentile(latencies['reply.work'], 99)),
        right('broker p50', ({ latencies }) => percentile(latencies['reply.broker'], 50)),
        right('p99', ({ latencies }) => percentile(latencies['reply.broker'], 99)),
      ],
      lines,
    ),
    'Response time counts from when a request was due, service time from its write; a request without a reply counts as its time-out. Queue and work are what the responder tells in its replies, broker is the rest: broker and network.',
    ...respondersText(lines),
    ...shardsText(lines),
    ...waysText(results),
  ].join('\n\n');
}

/** How evenly responders were asked, where replies tell who wrote them. */
function respondersText(lines: readonly Line[]): readonly string[] {
  const each = lines.flatMap(({ cell, plan, requests: { responders } }) => {
    const replies = Object.values(responders ?? {}).sort((a, b) => a - b);
    if (replies.length < 2) return [];
    const [least, median, most] = [replies[0]!, replies[Math.floor(replies.length / 2)]!, replies.at(-1)!];
    return [
      `- ${cell}, ${code(plan.name)}: ${plural(replies.length, 'connection')} answered, the least ${count(least)} requests, the median ${count(median)}, the most ${count(most)}`,
    ];
  });
  return each.length > 0 ? [`Who answered, over the whole run:\n\n${each.join('\n')}`] : [];
}

/** Whether some topics are answered worse than others, where clients are spread over topics. */
function shardsText(lines: readonly Line[]): readonly string[] {
  const each = lines.flatMap(({ cell, plan, requests: { shards } }) => {
    const asked = (shards?.asked ?? []).flatMap((requests, shard) =>
      requests > 0 ? [{ shard, percent: (100 * shards!.matched[shard]!) / requests }] : [],
    );
    if (asked.length < 2) return [];
    const sorted = asked.toSorted((a, b) => a.percent - b.percent);
    const [least, median, most] = [sorted[0]!, sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!];
    const short = sorted.filter(({ percent }) => percent < 100).length;
    const who = `- ${cell}, ${code(plan.name)}: ${plural(asked.length, 'shard')}`;
    if (short === 0) return [`${who}, all requests answered in time`];
    return [
      `${who}, ${count(short)} of them with requests that were not answered in time: the least ${formatQuantity(least.percent, '%')} (shard ${least.shard}), the median ${formatQuantity(median.percent, '%')}, the most ${formatQuantity(most.percent, '%')}`,
    ];
  });
  return each.length > 0 ? [`By shard of the topic, over the whole run:\n\n${each.join('\n')}`] : [];
}

/** Where requests were lost that nobody answered: on their way there, or on the way back. */
function waysText(results: Results): readonly string[] {
  const each = rows(results).flatMap((row) => {
    const { plan, ledger } = measured(row)?.result ?? {};
    // Others may answer, who tell nothing; and a connection that shares with nobody gets all requests.
    if (!ledger?.ways || !plan?.groups.some(({ respond }) => respond)) return [];
    const { probes, requests, replies, received } = ledger.ways;
    return [
      `- ${rowName(row, results)}: ${count(ledger.sent + probes)} requests were written, and ${count(requests)} came to those who answer; ${count(replies)} replies were written, and ${count(received)} came to those who asked`,
    ];
  });
  return each.length > 0
    ? [`There and back, over the whole run, with the ${PROBES}:\n\n${each.join('\n')}`]
    : [];
}

const PROBES = 'requests before the load that ask whether somebody answers';

const share = (part: number, whole: number): string =>
  whole > 0 ? formatQuantity((100 * part) / whole, '%') : NONE;

function percentile(encoded: string | undefined, percent: number): string {
  return encoded === undefined
    ? NONE
    : formatQuantity(decodeHistogram(encoded).getValueAtPercentile(percent) / 1000, 'ms');
}

/** A percentile that lies among those that were given up says how long they were waited for, no more. */
function atLeast(
  shown: string,
  encoded: string | undefined,
  { request }: GroupPlan,
  { late, timedOut }: RequestsResult,
): string {
  if (encoded === undefined || !request) return shown;
  const histogram = decodeHistogram(encoded);
  return late + timedOut > 0.01 * histogram.totalCount ? `≥ ${shown}` : shown;
}
