import type { Cell } from '../../saved/cell.ts';
import type { Results } from '../../saved/results.ts';
import { count, listed, significant } from '../../text/format.ts';
import { code, text } from '../markdown/inline.ts';
import { folded, nameOf } from '../markdown/layout.ts';
import { left, right, table } from '../markdown/table.ts';
import { lastMeasured } from '../rows.ts';

/** What the broker says of itself (`$SYS`): the key figures of each cell, and the names of the others. */
export function brokerSection(results: Results): string | null {
  const cells = results.cells.flatMap((cell) => {
    const broker = (lastMeasured(cell) ?? cell.runs.at(-1))?.observation.broker;
    return broker ? [{ cell, broker }] : [];
  });
  if (cells.length === 0) {
    return folded(
      'Broker figures',
      'What the broker says of itself ($SYS)',
      'The broker published no `$SYS` topics that could be read.',
    );
  }
  const key = new Map(
    cells.flatMap(({ broker }) => broker.key.map(({ topic, meaning }) => [topic, meaning])),
  );
  const other = [...new Set(cells.flatMap(({ broker }) => broker.other.map(anyBroker)))]
    .filter((topic) => !key.has(topic))
    .sort();
  const lastValue = (cell: Cell, topic: string): string =>
    figure(
      cells.find((item) => item.cell === cell)?.broker.key.find((item) => item.topic === topic)?.value ?? '',
    );
  const topics = [...key.keys()];
  const prefix = commonFolder(topics);
  const exported = topics.some((topic) => !topic.startsWith('$SYS'));
  const versions = [...new Set(cells.map(({ broker }) => broker.version))];
  return folded(
    'Broker figures',
    exported ? 'What the broker says of itself' : 'What the broker says of itself ($SYS)',
    exported
      ? `Last values of ${listed(versions.map(text))}, as its exporter tells them.`
      : `Last values under ${code(prefix || '$SYS/')} of ${listed(versions.map(text))}.`,
    topics.length > 0
      ? table<Cell>(
          [
            left('cell', (cell) => nameOf(cell, results)),
            ...topics.map((topic) =>
              right<Cell>(code(topic.slice(prefix.length)), (cell) => lastValue(cell, topic)),
            ),
          ],
          cells.map(({ cell }) => cell),
        )
      : 'None of the key topics was published.',
    topics
      .map((topic) => `- ${code(topic.slice(prefix.length))}: ${text(key.get(topic) ?? '')}`)
      .join('\n') || null,
    other.length > 0
      ? `Other topics, which no verdict depends on: ${other.map(code).join(', ')}. The \`$SYS\` log of the run has their values.`
      : null,
  );
}

/** Brokers that put an id of their own into a topic have another one in each cell. */
const anyBroker = (topic: string): string => topic.replace(/^\$SYS\/[\da-f]{8}-[\da-f-]{27}\//, '$SYS/+/');

/** Numbers as in the other tables; anything else as it came. */
function figure(value: string): string {
  if (!/^-?\d+(\.\d+)?$/.test(value)) return text(value);
  return (value.includes('.') ? significant : count)(Number(value));
}

/** `$SYS/broker/`: what all topics begin with, up to a slash. */
function commonFolder([first = '', ...others]: readonly string[]): string {
  let folder = first.slice(0, first.lastIndexOf('/') + 1);
  while (!others.every((topic) => topic.startsWith(folder))) {
    folder = folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1);
  }
  return folder;
}
