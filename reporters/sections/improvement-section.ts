import type { SavedResults } from '../../saved/results.ts';
import { NONE, significant } from '../../text/format.ts';
import { capacityText, loadOf } from '../capacity-text.ts';
import { text } from '../markdown/inline.ts';
import { section } from '../markdown/layout.ts';
import { left, right, table } from '../markdown/table.ts';
import { gainOf, type Improvement, improvementsOf } from '../sweeps/improvement.ts';

/** What a change of the target gained: searches of one test for two targets, side by side. */
export function improvementSection(results: SavedResults): string | null {
  const improvements = improvementsOf(results);
  if (improvements.length === 0) return null;
  return section(
    'Improvement',
    table<Improvement>(
      [
        left('search', ({ title }) => text(title)),
        left('before', ({ before }) => text(before.name)),
        right('capacity before', ({ before }) => text(capacityText(before.answer))),
        left('after', ({ after }) => text(after.name)),
        right('capacity after', ({ after }) => text(capacityText(after.answer))),
        right('gain', (improvement) => {
          const gain = gainOf(improvement);
          return gain === null
            ? NONE
            : `${significant(gain.atLeast)}× to ${gain.atMost === null ? 'more' : `${significant(gain.atMost)}×`}`;
        }),
        left('what changed', ({ changed }) => text(changed)),
      ],
      improvements,
    ),
    'The least gain is the lower bound after over the upper bound before; the most is the upper bound after over the lower bound before.',
    ...improvements.map((improvement) => text(sentence(improvement))),
  );
}

function sentence({ before, after, ...rest }: Improvement): string {
  const gain = gainOf({ before, after, ...rest });
  if (gain === null || !('lower' in before.answer) || !('lower' in after.answer))
    return `${before.name} and ${after.name} cannot be compared, because one of the searches found no load that passes.`;
  const [one, other] = [loadOf(before.answer, before.answer.lower), loadOf(after.answer, after.answer.lower)];
  const verdict =
    gain.atLeast > 1
      ? 'the gain is larger than the uncertainty of both answers'
      : gain.atMost !== null && gain.atMost < 1
        ? 'this is a loss, larger than the uncertainty of both answers'
        : 'the bounds overlap, so no gain is proved';
  return `The highest load that passes is ${one} with ${before.name} and ${other} with ${after.name}, ${significant(after.answer.lower / before.answer.lower)} times as many; ${verdict}.`;
}
