/** What the command line says, as lines of text. Pure. */
import { relative } from 'node:path';
import { capacityText, loadOf, stopText } from '../reporters/capacity-text.ts';
import { warningsOf } from '../reporters/capacity-warnings.ts';
import { parametersText } from '../reporters/cell-name.ts';
import {
  changeText,
  courseText,
  intervalText,
  probabilityText,
  valueText,
  verdictClauses,
} from '../reporters/comparison/lines.ts';
import { loadOfRow } from '../reporters/load-of-row.ts';
import type { Problem } from '../reporters/vitest/problem.ts';
import { reasonsBesideRows } from '../reporters/why-no-pass.ts';
import type { CapacityResult } from '../saved/capacity.ts';
import type { AnyCell } from '../saved/cell.ts';
import type { Comparison } from '../saved/comparison.ts';
import { EXIT } from '../saved/exit-codes.ts';
import { duration, plural } from '../text/format.ts';
import { oneLine } from '../text/visible.ts';
import { exitCodeOf, type Outcome, someJudged } from './outcome.ts';

/** What of a cell is printed. */
export type PrintedCell = Pick<
  AnyCell,
  | 'title'
  | 'parameters'
  | 'verdict'
  | 'durationMs'
  | 'capacity'
  | 'slo'
  | 'reasons'
  | 'disagreements'
  | 'warnings'
>;

/** Why several rows have no figure: it stands once, below them. */
function saidOnce(slo: PrintedCell['slo']): readonly string[] {
  const whys = slo.filter(({ value, why }) => value === null && why !== '').map(({ why }) => why);
  return [...new Set(whys.filter((why, index) => whys.indexOf(why) !== index))];
}

/** A cell: its verdict, and each bound with what was measured. */
export function cellLines(cell: PrintedCell): readonly string[] {
  const name = [oneLine(cell.title), parametersText(cell.parameters)].filter(Boolean).join(', ');
  const found = cell.capacity ? capacityLines(cell.capacity) : [];
  const head = `${cell.verdict.toUpperCase().padEnd(8)}${name} (${duration(cell.durationMs)})`;
  const once = saidOnce(cell.slo);
  const rows = cell.slo.map((row) => {
    const load = loadOfRow(cell.slo, row);
    const ofLoad = load === null ? '' : `load ${load}: `;
    const message = once.includes(row.why) ? row.message.replace(`none: ${row.why}`, 'none') : row.message;
    return `  ${row.verdict.padEnd(8)}${ofLoad}${message}${row.soft ? ' (warning only)' : ''}`;
  });
  const reasons = [...once, ...reasonsBesideRows(cell)].flatMap((reason) =>
    reason.split('\n').map((line) => `  ${line}`),
  );
  const unjudged =
    cell.verdict === 'pass' && cell.slo.length === 0 && !cell.capacity
      ? ['no SLO was judged: expect(result).toMeet(slo({ … }))']
      : [];
  const remarks = [...cell.disagreements, ...cell.warnings, ...unjudged].map((line) => `  note: ${line}`);
  return [head, ...found, ...rows, ...reasons, ...remarks];
}

/** What was found, and what is slow within it. */
const capacityLines = (answer: CapacityResult): readonly string[] => [
  `  capacity ${capacityText(answer)}: ${stopText(answer.stop)} (${plural(answer.trials.length, 'trial')})`,
  ...warningsOf(answer).map(
    ({ load, row }) => `  note: at ${loadOf(answer, load)} ${row.message} (warning only)`,
  ),
];

/** An expected error is its message; only an unexpected one shows where it came from. */
export const problemLines = ({ where, message, stack }: Problem): readonly string[] => [
  `${oneLine(where)}: ${message}`,
  ...(stack === null ? [] : stack.split('\n').slice(message.split('\n').length)),
];

const OUTCOMES: Readonly<Record<number, string>> = {
  [EXIT.met]: 'All SLOs met.',
  [EXIT.breached]: 'An SLO was breached.',
  [EXIT.notJudged]: 'Not everything could be judged.',
  [EXIT.usage]: 'Wrong usage: correct what is named above.',
  [EXIT.interrupted]: 'Interrupted; what was measured is kept.',
};

/** `An SLO was breached. 1 passed, 1 failed, 0 invalid.` */
export function outcomeLine(outcome: Outcome): string {
  const of = (wanted: AnyCell['verdict']) => outcome.cells.filter(({ verdict }) => verdict === wanted).length;
  const code = exitCodeOf(outcome);
  const said = code === EXIT.met && !someJudged(outcome) ? 'Measured; no SLO was judged.' : OUTCOMES[code];
  return `${said} ${of('pass')} passed, ${of('fail')} failed, ${of('invalid')} invalid.`;
}

/** The end: how many of each verdict, and where the reports are. */
export function closingLines(outcome: Outcome & { readonly written: readonly string[] }): readonly string[] {
  const paths = outcome.written
    .filter((path) => !path.endsWith('.svg'))
    .map((path) => `  ${relative('', path)}`);
  return ['', outcomeLine(outcome), ...paths];
}

/** A comparison: each metric with its change, the verdict, and where the report is. */
export function comparisonLines(comparison: Comparison, written: readonly string[]): readonly string[] {
  const { metrics, leftOut, forced, verdict } = comparison;
  const cells = [...new Set(metrics.map(({ cell }) => cell))];
  const width = Math.max(0, ...metrics.map(({ metric }) => metric.length));
  const rows = cells.flatMap((cell) => [
    oneLine(cell),
    ...metrics
      .filter((one) => one.cell === cell)
      .flatMap((one) => [
        oneLine(
          [
            `  ${one.verdict.padEnd(13)} ${one.metric.padEnd(width)}`,
            `${valueText(one.baseMedian, one.unit)} -> ${valueText(one.headMedian, one.unit)}`,
            changeText(one),
            ...(one.interval === null ? [] : [`(${intervalText(one)})`]),
            `p ${probabilityText(one.adjustedP)}`,
          ].join('  '),
        ),
        ...(one.verdict === 'inconclusive' ? [`    ${oneLine(one.why)}`] : []),
      ]),
  ]);
  const course = courseText(comparison);
  return [
    ...forced.map(({ key, base, head }) => oneLine(`not the same environment: ${key} ${base} and ${head}`)),
    ...rows,
    ...leftOut.map((line) => `not compared: ${oneLine(line)}`),
    '',
    ...(course === null ? [] : [course]),
    `${verdict}: ${verdictClauses(comparison).join('; ')}.`,
    ...written.map((path) => `  ${relative('', path)}`),
  ];
}
