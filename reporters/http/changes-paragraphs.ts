import type { HttpResults } from '../../saved/results.ts';
import { listed, percent, plural, significant } from '../../text/format.ts';
import { type Change, changesOf } from './single-changes.ts';

/** Ratios of two measurements of the same thing come this close to 1 on a quiet machine. */
const LEAST_NOISE = 0.1;
const NOTHING_CHANGED = 'nominal';

/** Which change gave most, which cost, and how many gave nothing. */
export function changesParagraphs(results: HttpResults): string[] {
  return changesOf(results).flatMap(({ title, changes }) => {
    const [same, changed] = [
      changes.filter(({ name }) => name === NOTHING_CHANGED),
      changes.filter(({ name }) => name !== NOTHING_CHANGED),
    ];
    if (changed.length === 0) return [];
    const noise = Math.max(LEAST_NOISE, ...same.map(({ rateRatio }) => Math.abs(rateRatio - 1)));
    const by = (some: readonly Change[]): string =>
      listed(some.map(({ name, rateRatio }) => `${name} ${significant(rateRatio)} times`));
    const gains = changed
      .filter(({ rateRatio }) => rateRatio > 1 + noise)
      .sort((a, b) => b.rateRatio - a.rateRatio);
    const losses = changed.filter(({ rateRatio }) => rateRatio < 1 - noise);
    const rest = changed.length - gains.length - losses.length;
    return [
      [
        `${title}: ${gains.length === 0 ? 'no change raised the pages a second' : `of the pages a second without the change there were with ${by(gains)}`}.`,
        losses.length > 0 ? `Fewer came with ${by(losses)}.` : '',
        rest > 0
          ? `${plural(rest, 'change')} stayed within ${percent(100 * noise)} % of the site without ${rest === 1 ? 'it' : 'them'}, which is chance.`
          : '',
      ]
        .filter(Boolean)
        .join(' '),
    ];
  });
}
