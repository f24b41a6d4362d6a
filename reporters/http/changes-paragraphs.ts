/** Single changes in words: which gave most, which cost, and how many gave nothing. */
import type { HttpResults } from '../../saved/results.ts';
import { listed, percent, plural, significant } from '../../text/format.ts';
import type { Bars } from '../bars.ts';
import type { Finding } from '../finding.ts';
import { chanceFactor, changed, effectOf } from './chance.ts';
import { type Change, type Changes, changesOf } from './single-changes.ts';

export const changesParagraphs = (results: HttpResults): string[] =>
  changesOf(results).flatMap(({ title, changes }) => {
    const own = changed(changes);
    if (own.length === 0) return [];
    const factor = chanceFactor(changes);
    const { gains, losses, rest } = sorted(changes, factor);
    const by = (some: readonly Change[]): string =>
      listed(some.map(({ name, rateRatio }) => `${name} (${significant(rateRatio)} times)`));
    const within = percent(100 * (factor - 1));
    return [
      [
        `${title}: ${gains.length === 0 ? 'no change raised the pages a second' : `more pages a second came with ${by(gains)}`}.`,
        losses.length > 0 ? `Fewer came with ${by(losses)}.` : '',
        rest > 0
          ? `${plural(rest, 'change')} stayed within ${within} % of the site without ${rest === 1 ? 'it' : 'them'}, which may be chance.`
          : '',
      ]
        .filter(Boolean)
        .join(' '),
    ];
  });

export const changesFindings = (results: HttpResults): readonly Finding[] =>
  changesOf(results).flatMap((test): Finding[] => {
    const { gains, losses, rest } = sorted(test.changes, chanceFactor(test.changes));
    if (gains.length + losses.length + rest === 0) return [];
    const [best] = gains;
    const lead = best
      ? `${best.name} gives most, ${significant(best.rateRatio)} times the pages a second`
      : 'no change raised the pages a second';
    const others = [
      `${plural(gains.length, 'change gains', 'changes gain')}`,
      `${plural(losses.length, 'loses', 'lose')}`,
      `${plural(rest, 'stays', 'stay')} within chance`,
    ];
    return [{ said: `${test.title}: ${lead}; ${listed(others)}.`, test, cell: null }];
  });

/** The chart. */
export const changeBars = (results: HttpResults): readonly Bars[] =>
  changesOf(results).map((test) => {
    const factor = chanceFactor(test.changes);
    const bars = test.changes.map((change) => ({
      name: change.name,
      ratio: change.rateRatio,
      low: change.rateRatio / factor,
      high: change.rateRatio * factor,
      effect: effectOf(change, factor),
    }));
    return { of: test, ratioOf: 'pages a second, with over without the change', bars };
  });

function sorted(changes: Changes['changes'], factor: number) {
  const own = changed(changes);
  const of = (effect: ReturnType<typeof effectOf>) =>
    own.filter((change) => effectOf(change, factor) === effect);
  return {
    gains: of('gain').sort((a, b) => b.rateRatio - a.rateRatio),
    losses: of('loss').sort((a, b) => a.rateRatio - b.rateRatio),
    rest: of('within chance').length,
  };
}
