import { decodeHistogram } from '../../load/histogram.ts';
import type { RespondResult, RespondSeries } from '../../load/mqtt/respond/result.ts';
import { WHOLE_PHASE } from '../../metrics/names.ts';
import type { Results } from '../../saved/results.ts';
import { count, plural } from '../../text/format.ts';
import { formatQuantity } from '../../text/quantity.ts';
import { code } from '../markdown/inline.ts';
import { rowName } from '../markdown/layout.ts';
import { left, right, table } from '../markdown/table.ts';
import { measured, rows } from '../rows.ts';
import { SCALING_CAUSES } from './scaling-causes.ts';

/** Further ones are in the results file. */
const MOST_DECISIONS = 20;

interface Line {
  readonly cell: string;
  readonly group: string;
  readonly respond: RespondResult;
  readonly decisions: RespondSeries['decisions'];
}

type Decision = RespondSeries['decisions'][number] & Pick<Line, 'cell' | 'group'>;

/** What groups that answer requests did, and how their pools changed. Null: there is none. */
export function workersText(results: Results): string | null {
  const lines = rows(results).flatMap((row): Line[] => {
    const run = measured(row)?.result;
    return Object.entries(run?.windows[WHOLE_PHASE]?.groups ?? {}).flatMap(([group, { respond }]) =>
      respond
        ? [
            {
              cell: rowName(row, results),
              group,
              respond,
              decisions: run?.series.groups[group]?.respond?.decisions ?? [],
            },
          ]
        : [],
    );
  });
  if (lines.length === 0) return null;
  const decisions = lines.flatMap(({ cell, group, decisions }) =>
    decisions.map((decision): Decision => ({ ...decision, cell, group })),
  );
  const unanswerable = lines.flatMap(({ cell, group, respond }) =>
    Object.entries(respond.unanswerable).map(
      ([cause, messages]) => `- ${cell}, ${code(group)}: ${plural(messages, 'message')} (${cause})`,
    ),
  );
  return [
    '### Workers',
    table<Line>(
      [
        left('cell', ({ cell }) => cell),
        left('group', ({ group }) => code(group)),
        right('requests', ({ respond }) => count(respond.requests)),
        right('replies', ({ respond }) => count(respond.replied)),
        right('dropped', ({ respond }) => count(respond.dropped)),
        right('not sent', ({ respond }) => count(respond.unsent)),
        right('workers, at most', ({ respond }) => count(respond.mostWorkers)),
        right('queue, at most', ({ respond }) => count(respond.mostQueued)),
        right('queue wait p50', ({ respond }) => percentile(respond.queueWait, 50)),
        right('p99', ({ respond }) => percentile(respond.queueWait, 99)),
        right('work p50', ({ respond }) => percentile(respond.work, 50)),
        right('p99', ({ respond }) => percentile(respond.work, 99)),
      ],
      lines,
    ),
    'Over the whole run. Dropped are requests that found the queue full; not sent are replies that found no connection.',
    ...(unanswerable.length > 0 ? [`What could not be answered:\n\n${unanswerable.join('\n')}`] : []),
    ...decisionsText(decisions),
  ].join('\n\n');
}

function decisionsText(decisions: readonly Decision[]): readonly string[] {
  if (decisions.length === 0) return ['The number of workers did not change.'];
  const more = decisions.length > MOST_DECISIONS;
  return [
    `${more ? `The first ${MOST_DECISIONS} of ${count(decisions.length)} changes` : 'The changes'} of the number of workers:`,
    table<Decision>(
      [
        left('cell', ({ cell }) => cell),
        left('group', ({ group }) => code(group)),
        right('at', ({ atMs }) => `${(atMs / 1000).toFixed(1)} s`),
        right('from', ({ from }) => count(from)),
        right('to', ({ to }) => count(to)),
        left('because', ({ cause }) => SCALING_CAUSES[cause]),
        right('queue', ({ queued }) => count(queued)),
        right('longest wait', ({ waitMs }) => formatQuantity(waitMs, 'ms')),
      ],
      decisions.slice(0, MOST_DECISIONS),
    ),
  ];
}

const percentile = (encoded: string | undefined, percent: number): string =>
  encoded === undefined
    ? '–'
    : formatQuantity(decodeHistogram(encoded).getValueAtPercentile(percent) / 1000, 'ms');
