/** `compare.md`: from `compare.json` alone. Pure. */
import type { Comparison, MetricComparison } from '../../saved/comparison.ts';
import { count, duration, listed, percent } from '../../text/format.ts';
import { redact } from '../../text/redact.ts';
import { code, codeBlock, text } from '../markdown/inline.ts';
import { section } from '../markdown/layout.ts';
import { left, right, table } from '../markdown/table.ts';
import {
  changeText,
  courseText,
  intervalText,
  probabilityText,
  runsText,
  valueText,
  verdictClauses,
} from './lines.ts';

export function comparisonMarkdown(saved: Comparison): string {
  const comparison = redact(saved);
  const parts = [
    '# Comparison',
    `**${comparison.verdict}** — ${verdictClauses(comparison).map(text).join('; ')}.`,
    comparison.unchecked === undefined ? null : `**${text(comparison.unchecked)}**`,
    forcedNote(comparison),
    ...metricSections(comparison.metrics),
    inconclusiveSection(comparison.metrics),
    leftOutSection(comparison),
    courseSection(comparison),
    section('How it is judged', HOW),
    environmentSection(comparison),
    section('Reproduce', codeBlock(comparison.command, 'sh')),
  ];
  return `${parts.filter((part) => part !== null).join('\n\n')}\n`;
}

function forcedNote({ forced }: Comparison): string | null {
  if (forced.length === 0) return null;
  const said = forced.map(({ key, base, head }) => `${key} ${code(base)} and ${code(head)}`);
  return `**Not measured in the same environment** (\`--force\`): ${listed(said)}. Any change may come from this.`;
}

function metricSections(metrics: readonly MetricComparison[]): string[] {
  const cells = [...new Set(metrics.map(({ cell }) => cell))];
  return cells.map((cell) => section(text(cell), metricTable(metrics.filter((one) => one.cell === cell))));
}

const metricTable = (metrics: readonly MetricComparison[]): string =>
  table<MetricComparison>(
    [
      left('metric', ({ metric }) => code(metric)),
      right('base', ({ baseMedian, unit }) => valueText(baseMedian, unit)),
      right('head', ({ headMedian, unit }) => valueText(headMedian, unit)),
      right('change', changeText),
      right('95 % interval', intervalText),
      right('noise floor', ({ floorPercent }) => `${significantPercent(floorPercent)} %`),
      right('adjusted p', ({ adjustedP }) => probabilityText(adjustedP)),
      right('runs', runsText),
      left('verdict', ({ verdict }) => (/gressed|improved/.test(verdict) ? `**${verdict}**` : verdict)),
    ],
    metrics,
  );

const significantPercent = (value: number): string => String(Number(value.toPrecision(3)));

function inconclusiveSection(metrics: readonly MetricComparison[]): string | null {
  const open = metrics.filter(({ verdict }) => verdict === 'inconclusive');
  if (open.length === 0) return null;
  const cells = new Set(metrics.map(({ cell }) => cell)).size;
  const lines = open.map(
    ({ cell, metric, why }) => `- ${code(metric)}${cells > 1 ? ` of ${text(cell)}` : ''}: ${text(why)}.`,
  );
  return section('Inconclusive', lines.join('\n'));
}

const leftOutSection = ({ leftOut }: Comparison): string | null =>
  leftOut.length > 0 ? section('Not compared', leftOut.map((line) => `- ${text(line)}`).join('\n')) : null;

function courseSection(comparison: Comparison): string {
  const { base, head, course } = comparison;
  const arms = [
    { arm: 'base', ...base },
    { arm: 'head', ...head },
  ];
  const order =
    course && `Order of the runs, drawn in pairs by seed ${course.seed}: ${course.order.join(' ')}.`;
  return section(
    'What was run',
    table<(typeof arms)[number]>(
      [
        left('arm', ({ arm }) => arm),
        left('what', ({ name }) => code(name)),
        left('target', ({ targets }) => text(targets.join(', '))),
        left('commit', ({ subject }) => (subject.commit ? code(subject.commit.slice(0, 12)) : '')),
        right('results files', ({ files }) => count(files.length)),
      ],
      arms,
    ),
    course && text(courseText(comparison) ?? ''),
    order && text(order),
  );
}

const HOW = [
  'Figures of an arm are medians of its valid runs. A metric has regressed or improved when two things hold: the runs of one arm',
  'rank above those of the other more clearly than chance explains (Mann-Whitney, two-sided, p below 0.01 after an adjustment by',
  'Holm for the number of metrics), and the change is larger than the noise floor. There is no difference when the 95 % interval of the change',
  'lies within the floor. Everything else is inconclusive.',
].join('\n');

/** Keys of the fingerprint, in the words of the other reports. */
const FACTS = {
  cpu: 'CPU',
  cores: 'cores',
  memoryBytes: 'memory',
  os: 'operating system',
  kernel: 'kernel',
  node: 'Node.js',
  tidemark: 'tidemark',
  targetKind: 'kind of target',
  quota: 'target quota',
  version: 'target version',
  image: 'target image',
  configuration: 'target configuration',
  commit: 'commit',
  dirty: 'uncommitted changes',
} as const;

function environmentSection(comparison: Comparison): string {
  type Row = readonly [what: string, base: string, head: string];
  const { environment, base, head, forced, differences, startedAt, finishedAt, course, tidemark } =
    comparison;
  const differing = new Map([...forced, ...differences].map((one) => [one.key, one]));
  const rows = Object.entries(FACTS).map(([key, what]): Row => {
    const values = differing.get(key) ?? {
      base: String(Reflect.get({ ...base.subject, ...environment }, key) || ''),
      head: String(Reflect.get({ ...head.subject, ...environment }, key) || ''),
    };
    const shown = (value: string): string =>
      key === 'memoryBytes' && Number(value) > 0 ? `${percent(Number(value) / 2 ** 30)} GiB` : value;
    return [what, shown(values.base), shown(values.head)];
  });
  const spanMs = finishedAt === null ? 0 : Date.parse(finishedAt) - Date.parse(startedAt);
  const took = course?.tookMs ?? spanMs;
  const what = differing.size > 0 ? listed([...differing.keys()].map(code)) : 'nothing by the fingerprint';
  return section(
    'Environment and subject',
    table<Row>(
      [
        left('what', ([what]) => what),
        left('base', ([, value]) => text(value)),
        left('head', ([, base, value]) => (value === base ? text(value) : `**${text(value)}**`)),
      ],
      rows.filter(([, one, other]) => one !== '' || other !== ''),
    ),
    `What differs: ${what}. Measured from ${text(startedAt)} on${took > 0 ? `, over ${duration(took)}` : ''}, with tidemark ${text(tidemark)}.`,
  );
}
