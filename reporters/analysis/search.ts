import type { CapacityResult, StopReason } from '../../saved/capacity.ts';
import type { SavedResults } from '../../saved/results.ts';
import { duration, plural, significant } from '../../text/format.ts';
import { loadOf, shortTrialText } from '../capacity-text.ts';
import { kindOf, offeredPerSecond } from '../kinds/kinds.ts';
import { lastMeasured } from '../rows.ts';
import { type Delivered, deliveredAtBound, deliveredInTrial } from '../sweeps/delivered.ts';
import { isSearch, type Searched, trialCell } from '../sweeps/search-as-sweep.ts';

/** How each capacity search went: why it ended, what got through, whether the target recovered and held on. */
export function searchParagraphs({ cells }: SavedResults): string[] {
  return cells.filter(isSearch).map((cell) => {
    const { title, capacity } = cell;
    const sentences = [
      ending(capacity),
      atBound(cell),
      beyond(cell),
      recovery(capacity),
      confirmation(capacity),
    ];
    return `${title}: ${sentences.filter(Boolean).join(' ')}`;
  });
}

const WHY: Readonly<Record<StopReason, (answer: CapacityResult) => string>> = {
  'width reached': ({ widthPercent, confirmMs }) =>
    `when its bounds were within ${significant(widthPercent)} % of each other${confirmMs === null ? '' : ' and the lower one had passed a long trial'}`,
  'to holds': (answer) => `because the highest load that it may try, ${loadOf(answer, answer.to)}, passes`,
  'from fails': (answer) => `because even the lowest load, ${loadOf(answer, answer.from)}, fails`,
  'generator limit': () =>
    'because a load could not be judged in three trials: the generator is at its limit, not the target',
  'too few samples': (answer) => `because ${shortTrialText(answer)}`,
  'does not recover': () =>
    'because the target did not recover from a load that was too high. Further trials would have measured a target that was already broken, so the bounds are wide',
  interrupted: () => 'before its end',
};

function ending(answer: CapacityResult): string {
  const invalid = answer.trials.filter(({ verdict }) => verdict === 'invalid').length;
  const repeated = invalid > 0 ? `, ${invalid} of them invalid` : '';
  return `the search took ${plural(answer.trials.length, 'trial')}${repeated}, and ended ${WHY[answer.stop](answer)}.`;
}

const gotThrough = ({ perSecond, by }: Delivered): string => `${significant(perSecond)} ${by.sentence}`;

function atBound(cell: Searched): string {
  const { capacity } = cell;
  const delivered = deliveredAtBound(cell);
  if (!('lower' in capacity) || delivered === null) return '';
  const { perSecond, by } = delivered;
  return `At ${loadOf(capacity, capacity.lower)} ${significant(perSecond)} a second ${by.sentence}.`;
}

/** What got through at the highest load tried. */
function beyond(cell: Searched): string {
  const { capacity } = cell;
  const failed = capacity.trials
    .filter(({ verdict }) => verdict === 'fail')
    .sort((a, b) => b.load - a.load)[0];
  const point = failed && trialCell(cell, failed);
  const run = point && lastMeasured(point);
  if (!failed || !point || !run) return '';
  const offered = offeredPerSecond(point, run);
  const delivered = deliveredInTrial(cell, failed);
  if (offered === null || !delivered) return '';
  const { texts } = kindOf({ protocol: run.result.plan.protocol, cells: [cell] });
  return (
    `At the highest load that was tried, ${loadOf(capacity, failed.load)}, ${texts.offered(run.result, significant(offered))}, ` +
    `and ${gotThrough(delivered)}.`
  );
}

function recovery(answer: CapacityResult): string {
  const trials = answer.trials.filter(({ purpose }) => purpose === 'recovery');
  const [first] = trials;
  if (!first || answer.recovery === null) return '';
  const load = loadOf(answer, first.load);
  const died = answer.trials.some(({ targetDied }) => targetDied)
    ? ' It had died and was started again before.'
    : '';
  return answer.recovery === 'recovers'
    ? `After the first load that failed, ${load} passed again${trials.length > 1 ? ' in the second trial' : ''}: the target recovers.`
    : `After the first load that failed, ${load}, which had passed before, failed too: the target does not recover.${died}`;
}

function confirmation(answer: CapacityResult): string {
  if (answer.confirmMs === null) return '';
  const held = duration(answer.confirmMs);
  const failed = answer.trials.filter(({ purpose, verdict }) => purpose === 'confirm' && verdict === 'fail');
  const slowly =
    failed.length > 0
      ? ` ${failed.length === 1 ? 'One load' : `${failed.length} loads`} that had passed short trials failed in a trial of ${held}, so the answer was lowered.`
      : '';
  return `${answer.confirmed ? `The lower bound passed a trial of ${held}.` : `No load passed a trial of ${held}.`}${slowly}`;
}
