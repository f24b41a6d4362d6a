import type { SavedResults } from '../../saved/results.ts';
import { count, listed, plural, significant } from '../../text/format.ts';
import { cellName } from '../cell-name.ts';
import { figuresOf, kindOf } from '../kinds/kinds.ts';
import { measured, rows } from '../rows.ts';
import { reasonsOf } from '../why-no-pass.ts';

const MOST_NAMED = 6;

/** How far the generator can be trusted: schedule lag, busy loop, stalls; and which cells could not be judged. */
export function validityParagraph(results: SavedResults): string {
  const runs = rows(results).flatMap((row) => {
    const [run, { cell }] = [measured(row), row];
    return run ? [{ cell, run: run.result, lagP99: figuresOf(cell, run)('schedule.lag.p99') }] : [];
  });
  const { texts } = kindOf(results);
  const name = (cell: SavedResults['cells'][number]): string => cellName(cell, results.cells);
  const sentences: string[] = [];
  const lags = runs.flatMap(({ cell, lagP99 }) => (lagP99 === null ? [] : [{ cell, p99: lagP99 }]));
  if (lags.length > 0) {
    const worst = lags.reduce((most, item) => (item.p99 > most.p99 ? item : most));
    sentences.push(
      `The generator ${texts.begins} at most ${significant(worst.p99)} ms late at p99 (in ${name(worst.cell)}). Response times count from the moment when the work was due, so they include this.`,
    );
  } else if (runs.length > 0)
    sentences.push('No schedule lag was recorded, because no load followed a schedule.');
  for (const { is, text } of texts.closedLoops) {
    const closed = runs.filter(({ run }) => is(run));
    if (closed.length === 0) continue;
    const which = [...new Set(closed.map(({ cell }) => cell))];
    const where =
      closed.length === runs.length
        ? 'The load was'
        : which.length > MOST_NAMED
          ? `In ${plural(closed.length, 'load')} it was`
          : `In ${listed(which.map(name))} the load was`;
    sentences.push(`${where} ${text}.`);
  }
  const agents = runs.flatMap(({ cell, run }) => run.generator.perAgent.map((agent) => ({ cell, agent })));
  if (agents.length > 0) {
    const busiest = agents.reduce((most, item) =>
      item.agent.loopUtilization > most.agent.loopUtilization ? item : most,
    );
    const stalls = agents.reduce((sum, { agent }) => sum + agent.stalls.length, 0);
    sentences.push(
      `The event loop of its busiest agent was busy ${significant(busiest.agent.loopUtilization * 100)} % of the time (in ${name(busiest.cell)}), ` +
        (stalls === 0
          ? 'and no agent stalled.'
          : `and the agents stalled ${plural(stalls, 'time')} for 100 ms or more.`),
    );
  }
  const bound = runs.filter(({ run }) => run.generator.generatorBound);
  if (bound.length > 0) {
    sentences.push(
      `${bound.length === 1 ? 'One closed loop' : `${count(bound.length)} closed loops`} used a whole core of the generator (${bound.map(({ cell }) => name(cell)).join('; ')}), so the rate found there is a limit of the generator and not of the target.`,
    );
  }
  const invalid = results.cells.filter(({ verdict }) => verdict === 'invalid');
  if (invalid.length > 0) {
    const shown = invalid
      .slice(0, 3)
      .map((cell) => `${name(cell)} (${reasonsOf(cell)[0]?.text.replace(/\.$/, '')})`);
    const more = invalid.length > shown.length ? `; and ${count(invalid.length - shown.length)} more` : '';
    sentences.push(
      `${plural(invalid.length, 'test')} could not be judged: ${shown.join('; ')}${more}. An invalid test says nothing for or against the target; its reason says what to change.`,
    );
  } else if (results.cells.length > 0) sentences.push('Every test could be judged.');
  return sentences.join(' ') || 'No test was run, so nothing is known of the generator.';
}
