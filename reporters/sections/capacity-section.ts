import type { CapacityResult, CapacityTrial } from '../../saved/capacity.ts';
import type { SavedResults } from '../../saved/results.ts';
import type { SloRow } from '../../saved/slo-row.ts';
import { holds } from '../../slo/bound.ts';
import { count, duration, NONE, orNone, significant } from '../../text/format.ts';
import type { Account } from '../account.ts';
import { capacityText, loadOf, stopText } from '../capacity-text.ts';
import type { Figures } from '../figures.ts';
import type { Kind } from '../kind.ts';
import { figuresOf, kindOf, offeredPerSecond } from '../kinds/kinds.ts';
import { code, text } from '../markdown/inline.ts';
import { fold, section } from '../markdown/layout.ts';
import { figure, latencyFigures, targetCpu } from '../markdown/matrix.ts';
import { left, right, table } from '../markdown/table.ts';
import { lastMeasured } from '../rows.ts';
import { type Delivered, deliveredAtBound, deliveredInTrial } from '../sweeps/delivered.ts';
import { isSearch, type Searched, trialCell } from '../sweeps/search-as-sweep.ts';
import { reasonsOf } from '../why-no-pass.ts';

interface Search {
  readonly cell: Searched;
  readonly answer: CapacityResult;
  readonly delivered: Delivered | null;
}

interface Line {
  readonly number: number;
  readonly trial: CapacityTrial;
  readonly figures: Figures | null;
  readonly offered: number | null;
  readonly delivered: Delivered | null;
  /** As in a run. */
  readonly targetDown: string | null;
}

/** The answer of every search, then all its trials in the order they were made. */
export function capacitySection(results: SavedResults): string | null {
  const searches = results.cells
    .filter(isSearch)
    .map((cell): Search => ({ cell, answer: cell.capacity, delivered: deliveredAtBound(cell) }));
  if (searches.length === 0) return null;
  return section(
    'Capacity',
    table<Search>(
      [
        left('search', ({ cell }) => text(cell.title)),
        right('passes', ({ answer }) => ('lower' in answer ? text(loadOf(answer, answer.lower)) : NONE)),
        right('fails', ({ answer }) => ('upper' in answer ? text(loadOf(answer, answer.upper)) : NONE)),
        left('capacity', ({ answer }) => text(capacityText(answer))),
        right('throughput /s', ({ delivered }) => orNone(delivered?.perSecond, significant)),
        left('counted as', ({ delivered }) => (delivered ? delivered.by.name : NONE)),
        right('trials', ({ answer }) => count(answer.trials.length)),
        left('ended because', ({ answer }) => stopText(answer.stop)),
        left('after the first failure', ({ answer }) => answer.recovery ?? NONE),
        left('long trial', ({ answer }) => heldText(answer)),
      ],
      searches,
    ),
    'The capacity lies between the highest load that passes and the lowest load that fails. At each load at least two trials agree; an invalid trial is repeated at most twice. ' +
      'Tables of other sections show one trial at each of three points: the lowest load, the highest that passes and the lowest that fails.',
    accountsText(searches.flatMap(({ delivered }) => delivered?.by ?? [])),
    ...searches.flatMap((search) => trialsOf(search, kindOf(results))),
  );
}

/** How what got through at the load that passes is known. */
const accountsText = (accounts: readonly Account[]): string | null =>
  [...new Set(accounts)].flatMap(({ meaning }) => meaning ?? []).join(' ') || null;

function trialsOf({ cell, answer }: Search, { names }: Kind): string[] {
  const lines = answer.trials.map((trial, index): Line => {
    const point = trialCell(cell, trial);
    const run = lastMeasured(point);
    return {
      number: index + 1,
      trial,
      figures: run && figuresOf(point, run),
      offered: run && offeredPerSecond(point, run),
      delivered: deliveredInTrial(cell, trial),
      targetDown: run?.result.targetDown ?? null,
    };
  });
  const accounts = new Set(lines.flatMap(({ delivered }) => (delivered?.by.tellsMore ? delivered.by : [])));
  return [
    fold(
      `All ${count(lines.length)} trials of ${cell.title}`,
      `### Trials of ${text(cell.title)}`,
      table<Line>(
        [
          right('trial', ({ number }) => count(number)),
          right(text(answer.unit === '' ? answer.axis : `${answer.axis} ${answer.unit}`), ({ trial }) =>
            count(trial.load),
          ),
          left('for', ({ trial }) => trial.purpose),
          right('offered /s', ({ offered }) => orNone(offered, significant)),
          figure('achieved /s', names.achieved),
          ...[...accounts].map((account) =>
            right<Line>(`${account.name} /s`, ({ delivered }) =>
              orNone(delivered?.by === account ? delivered.perSecond : null, significant),
            ),
          ),
          ...latencyFigures(names, lines),
          figure(names.failed.name, names.failed.metric, count),
          targetCpu('target'),
          left('verdict', ({ trial }) => trial.verdict),
          left('because of', because),
        ],
        lines,
      ),
    ),
  ];
}

/** The rules that were not met, what was measured, and why it could not be judged; else the first reason. */
function because({ trial, targetDown }: Line): string {
  const { verdict, slo, targetDied } = trial;
  if (verdict === 'pass') return NONE;
  // A target that is down fails every rule, those that were kept until then too.
  const down = targetDown !== null && verdict === 'fail';
  const rules = slo
    .filter((row) => row.verdict === verdict && !row.soft && !(down && keptUntilThen(row)))
    .map(ruleText);
  const why =
    rules.length > 0 || down
      ? rules
      : reasonsOf(trial)
          .slice(0, 1)
          .map((reason) => text(reason.text));
  const ends = targetDied
    ? 'the target died'
    : down
      ? text(`the target was down after the run: ${targetDown}`)
      : null;
  return [...(ends ? [ends] : []), ...why].join('; ');
}

const keptUntilThen = ({ operator, value, limit, n }: SloRow): boolean =>
  n > 0 && value !== null && limit !== null && holds(operator, value, limit);

/** Why there is no figure stands in its place already. */
function ruleText({ metric, actual, verdict, why }: SloRow): string {
  const unjudged = verdict === 'invalid' && why !== '' && actual !== `none: ${why}`;
  return `${code(metric)} ${text(actual)}${unjudged ? `: ${text(why)}` : ''}`;
}

function heldText({ confirmMs, confirmed }: CapacityResult): string {
  if (confirmMs === null) return 'not asked for';
  return confirmed ? `passes for ${duration(confirmMs)}` : `no load passes for ${duration(confirmMs)}`;
}
