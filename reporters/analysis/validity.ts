import type { SavedResults } from '../../saved/results.ts';
import { count, listed, plural, significant } from '../../text/format.ts';
import { cellName } from '../cell-name.ts';
import { type AnyMeasuredCellRun, figuresOf, measured, rows } from '../figures.ts';

import { reasonsOf } from '../reasons.ts';

const MOST_NAMED = 6;

const CLOSED = [
  [
    'think',
    'a closed loop with think time: a user asks for the next page some time after it has the last one, so a slow site is asked less; response times count from when a user wanted the page',
  ],
  [
    'flood',
    'a closed loop of connections that ask for the next page as soon as they have the last (autocannon): it tells how many pages a second there are at most, not what users wait for them',
  ],
  [
    'clients',
    'a closed loop: each client waits for answers, so a slow target lowers the load instead of being late, and response times count from the write',
  ],
] as const;

function loopOf({ generator, plan }: AnyMeasuredCellRun['result']): (typeof CLOSED)[number][0] | 'open' {
  if (generator.loop !== 'closed') return 'open';
  if (plan.protocol === 'mqtt') return 'clients';
  return plan.engine === 'autocannon' ? 'flood' : 'think';
}

/** How far the generator can be trusted: schedule lag, busy loop, stalls; and which cells could not be judged. */
export function validityParagraph(results: SavedResults): string {
  const runs = rows(results).flatMap((row) => {
    const [run, { cell }] = [measured(row), row];
    return run ? [{ cell, run: run.result, lagP99: figuresOf(cell, run)('schedule.lag.p99') }] : [];
  });
  const http = results.protocol === 'http';
  const name = (cell: SavedResults['cells'][number]): string => cellName(cell, results.cells);
  const sentences: string[] = [];
  const lags = runs.flatMap(({ cell, lagP99 }) => (lagP99 === null ? [] : [{ cell, p99: lagP99 }]));
  if (lags.length > 0) {
    const worst = lags.reduce((most, item) => (item.p99 > most.p99 ? item : most));
    sentences.push(
      `The generator ${http ? 'began its requests' : 'wrote its messages'} at most ${significant(worst.p99)} ms late at p99 (in ${name(worst.cell)}); response times count from the intended moment, so this lateness is in them.`,
    );
  } else if (runs.length > 0) sentences.push('No schedule lag was recorded: no load was sent on a schedule.');
  for (const [loop, what] of CLOSED) {
    const closed = runs.filter(({ run }) => loopOf(run) === loop);
    if (closed.length === 0) continue;
    const which = [...new Set(closed.map(({ cell }) => cell))];
    const where =
      closed.length === runs.length
        ? 'The load was'
        : which.length > MOST_NAMED
          ? `In ${plural(closed.length, 'run')} the load was`
          : `In ${listed(which.map(name))} the load was`;
    sentences.push(`${where} ${what}.`);
  }
  const agents = runs.flatMap(({ cell, run }) => run.generator.perAgent.map((agent) => ({ cell, agent })));
  if (agents.length > 0) {
    const busiest = agents.reduce((most, item) =>
      item.agent.loopUtilization > most.agent.loopUtilization ? item : most,
    );
    const stalls = agents.reduce((sum, { agent }) => sum + agent.stalls.length, 0);
    sentences.push(
      `Its busiest agent's event loop was busy ${significant(busiest.agent.loopUtilization * 100)} % of the time (in ${name(busiest.cell)}), ` +
        (stalls === 0
          ? 'and no agent stalled.'
          : `and the agents stalled ${plural(stalls, 'time')} for 100 ms or more.`),
    );
  }
  const bound = runs.filter(({ run }) => run.generator.generatorBound);
  if (bound.length > 0) {
    sentences.push(
      `${bound.length === 1 ? 'One closed loop' : `${count(bound.length)} closed loops`} filled the generator's core (${bound.map(({ cell }) => name(cell)).join('; ')}): the rate found there is the generator's, not the target's.`,
    );
  }
  const invalid = results.cells.filter(({ verdict }) => verdict === 'invalid');
  if (invalid.length > 0) {
    const shown = invalid
      .slice(0, 3)
      .map((cell) => `${name(cell)} (${reasonsOf(cell)[0]?.text.replace(/\.$/, '')})`);
    const more = invalid.length > shown.length ? `; and ${count(invalid.length - shown.length)} more` : '';
    sentences.push(
      `${plural(invalid.length, 'cell')} could not be judged: ${shown.join('; ')}${more}. An invalid cell says nothing for or against the target; its reason says what has to change.`,
    );
  } else if (results.cells.length > 0) sentences.push('Every cell could be judged.');
  return sentences.join(' ') || 'No cell was run, so nothing is known of the generator.';
}
