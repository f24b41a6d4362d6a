/** What capacity searches found, and what a change of the target gained. Pure. */
import type { CapacityResult, CapacityTrial } from '../../saved/capacity.ts';
import type { SavedResults } from '../../saved/results.ts';
import { significant } from '../../text/format.ts';
import { capacityText, loadOf, shortTrialText, stopText } from '../capacity-text.ts';
import { warningsOf } from '../capacity-warnings.ts';
import type { Finding } from '../finding.ts';
import { gainOf, type Improvement, improvementsOf } from '../sweeps/improvement.ts';
import { isSearch, type Searched } from '../sweeps/search-as-sweep.ts';
import { rowText } from './breach.ts';

/** What was gained first, then each search whose answer is not told with it. */
export function capacitiesOf(results: SavedResults): Finding[] {
  const improvements = improvementsOf(results).filter((improvement) => gainOf(improvement) !== null);
  const told = new Set(improvements.flatMap(({ before, after }) => [before.answer, after.answer]));
  const searches = results.cells.filter(isSearch).filter(({ capacity }) => !told.has(capacity));
  const of = (improvement: Improvement): Finding[] => {
    const [before, after] = [improvement.before, improvement.after].map(({ answer }) =>
      results.cells.find(({ capacity }) => capacity === answer),
    );
    return before && after ? [{ said: gainText(improvement), test: before, beside: after, cell: null }] : [];
  };
  return [
    ...improvements.flatMap(of),
    ...searches.map((cell): Finding => ({ said: answerText(cell), test: cell, cell: null })),
  ];
}

function gainText(improvement: Improvement): string {
  const { title, before, after } = improvement;
  const gain = gainOf(improvement);
  const times =
    gain === null
      ? ''
      : gain.atMost === null
        ? `, at least ${significant(gain.atLeast)} times as many`
        : `, ${significant(gain.atLeast)} to ${significant(gain.atMost)} times as many`;
  return `${title}: the capacity is ${capacityText(after.answer)} with ${after.name} and ${capacityText(before.answer)} with ${before.name}${times}.${warningText(before.answer, ` with ${before.name}`)}${warningText(after.answer, ` with ${after.name}`)}`;
}

/** The bounds, why the load above them fails, and what is slow within them. */
const answerText = (cell: Searched): string => `${boundsText(cell)}${warningText(cell.capacity)}`;

function boundsText(cell: Searched): string {
  const { title, capacity } = cell;
  switch (capacity.bounds) {
    case 'between':
      return `${title}: the capacity is ${capacityText(capacity)}. ${failureText(cell, capacity.upper)}${early(capacity)}`;
    case 'at least':
      return `${title}: the capacity is at least ${loadOf(capacity, capacity.lower)}. ${
        capacity.stop === 'to holds'
          ? 'That is the highest load that the search was allowed to try, and it meets all SLOs.'
          : `The search ended because ${whyEnded(capacity)}.`
      }`;
    case 'below':
      return `${title}: the capacity is below ${loadOf(capacity, capacity.upper)}, the lowest load that was tried. ${failureText(cell, capacity.upper)}`;
    case 'unknown':
      return `${title}: no capacity was found, because ${whyUnknown(cell)}.`;
  }
}

const whyEnded = (capacity: CapacityResult): string =>
  capacity.stop === 'too few samples' ? shortTrialText(capacity) : stopText(capacity.stop);

/** Bounds that are farther apart than was asked for. */
const early = (capacity: CapacityResult): string =>
  capacity.stop === 'width reached' ? '' : ` The search ended early, because ${whyEnded(capacity)}.`;

/** Why no load passed or failed. */
function whyUnknown({ capacity }: Searched): string {
  if (capacity.stop === 'too few samples') return whyEnded(capacity);
  const [why] = capacity.trials.flatMap((trial) => causeOf(trial, 'invalid') ?? []);
  return `${whyEnded(capacity)}${why === undefined ? '' : ` (${why})`}`;
}

function failureText({ capacity }: Searched, load: number): string {
  const failed = capacity.trials.filter((trial) => trial.load === load && trial.verdict === 'fail');
  const why = failed.flatMap((trial) => causeOf(trial) ?? [])[0];
  return `At ${loadOf(capacity, load)} ${why ?? 'a trial failed'}.`;
}

function causeOf(
  { slo, targetDied, reasons }: CapacityTrial,
  wanted: 'fail' | 'invalid' = 'fail',
): string | null {
  if (targetDied) return 'the target died';
  const [row] = slo
    .filter(({ verdict, soft }) => verdict === wanted && !soft)
    .sort((a, b) => (a.marginPercent ?? 0) - (b.marginPercent ?? 0));
  if (row) return `${rowText(row)}${row.why === '' ? '' : `: ${row.why}`}`;
  return reasons[0]?.replace(/\.$/, '') ?? null;
}

/** ` At 436 users login.p50 was 52.1 s, required < 10 s (5.21 times the bound); that is a warning only.` */
const warningText = (answer: CapacityResult, where = ''): string =>
  warningsOf(answer)
    .map(({ load, row }) => ` At ${loadOf(answer, load)}${where} ${rowText(row)}; that is a warning only.`)
    .join('');
