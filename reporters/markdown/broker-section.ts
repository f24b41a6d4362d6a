import { lastMeasured } from '../figures.ts';
import { listed, NONE } from '../format.ts';
import type { Cell, Results } from '../results.ts';
import { code, text } from './inline.ts';
import { nameOf, section } from './layout.ts';
import { left, right, table } from './table.ts';

/** What the broker says of itself (`$SYS`): the key figures of each cell, and the names of the others. */
export function brokerSection(results: Results): string | null {
  if (results.protocol !== 'mqtt') return null;
  const cells = results.cells.flatMap((cell) => {
    const broker = (lastMeasured(cell) ?? cell.runs.at(-1))?.observation.broker;
    return broker ? [{ cell, broker }] : [];
  });
  if (cells.length === 0) {
    return section('Broker figures', 'The broker published no `$SYS` topics that could be read.');
  }
  const key = new Map(
    cells.flatMap(({ broker }) => broker.key.map(({ topic, meaning }) => [topic, meaning])),
  );
  const other = [...new Set(cells.flatMap(({ broker }) => broker.other))]
    .filter((topic) => !key.has(topic))
    .sort();
  const valueOf = (cell: Cell, topic: string): string =>
    text(
      cells.find((item) => item.cell === cell)?.broker.key.find((item) => item.topic === topic)?.value ?? '',
    );
  const topics = [...key.keys()];
  const versions = [...new Set(cells.map(({ broker }) => broker.version))];
  const rows = cells.flatMap(({ cell }) => topics.map((topic) => ({ cell, topic })));
  return section(
    'Broker figures',
    `Last values under \`$SYS\` of ${listed(versions.map(text))}.`,
    topics.length > 0
      ? table<(typeof rows)[number]>(
          [
            left('topic', ({ topic }) => code(topic)),
            left('cell', ({ cell }) => nameOf(cell, results)),
            right('value', ({ cell, topic }) => valueOf(cell, topic) || NONE),
          ],
          rows.sort((a, b) => topics.indexOf(a.topic) - topics.indexOf(b.topic)),
        )
      : 'None of the key topics was published.',
    topics.map((topic) => `- ${code(topic)}: ${text(key.get(topic) ?? '')}`).join('\n') || null,
    other.length > 0
      ? `Left out, because no judgement rests on them: ${other.map(code).join(', ')}. The \`$SYS\` log beside the results keeps them all.`
      : null,
  );
}
