/** Which resource held each load back, and what shows it. */
import type { HotFunctions, Observation } from '../../saved/observation.ts';
import type { SavedResults } from '../../saved/results.ts';
import { count, NONE, orNone, percent } from '../../text/format.ts';
import { code, text } from '../markdown/inline.ts';
import { folded, rowName } from '../markdown/layout.ts';
import { left, right, table } from '../markdown/table.ts';
import { measured, rows } from '../rows.ts';

interface Line {
  readonly name: string;
  readonly observation: Observation;
}

/** Every load has a line; where perf was asked for, its functions too. */
export function bottleneckSection(results: SavedResults): string | null {
  const lines = rows(results).flatMap((row): Line[] => {
    const run = measured(row);
    return run ? [{ name: rowName(row, results), observation: run.observation }] : [];
  });
  if (lines.length === 0) return null;
  const seen = lines.filter(({ observation: { unread, threads } }) => unread ?? threads);
  return folded(
    'Bottleneck',
    'Which resource held each load back, and what shows it',
    lines.map(({ name, observation }) => sentence(name, observation)).join('\n'),
    ...(seen.length === 0 ? [] : sidesAndThreads(seen)),
    ...lines.flatMap(({ name, observation: { functions } }) =>
      functions ? [functionsText(name, functions)] : [],
    ),
  );
}

/** What waited on either side, and the busiest thread, of loads where they were seen. */
const sidesAndThreads = (lines: readonly Line[]): readonly string[] => [
  table<Line>(
    [
      left('load', ({ name }) => name),
      left('did not read', ({ observation }) => whoDidNotRead(observation)),
      right('waiting for target kB', ({ observation: { unread } }) => kilo(unread?.byTargetBytes)),
      right('waiting for generator kB', ({ observation: { unread } }) => kilo(unread?.byGeneratorBytes)),
      left('busiest thread of the target', ({ observation }) => threadText(observation)),
      right('its CPU %', share('cpuPercent')),
      right('waited for a CPU %', share('cpuWaitPercent')),
      right('waited for a disk %', share('diskWaitPercent')),
    ],
    lines,
  ),
  `What waits for a side lies in the sockets of the connections (\`ss\`), because that side did not read it yet; figures are medians. A thread waits for a CPU when it has work and others run. ${NONE} stands where nothing was seen.`,
];

const sentence = (name: string, { bottleneck: { where, evidence } }: Observation): string =>
  `- ${name}: **${where}**${evidence.length > 0 ? `. ${text(evidence.join('; '))}` : ''}.`;

const whoDidNotRead = ({ unread, bottleneck: { didNotRead = [] } }: Observation): string =>
  unread === undefined ? NONE : didNotRead.join(' and ') || 'neither';

const kilo = (bytes: number | undefined): string =>
  bytes === undefined ? NONE : count(Math.round(bytes / 1000));

const threadText = ({ threads: [busiest] = [] }: Observation): string =>
  busiest ? `${code(busiest.name)} (${busiest.tid})` : NONE;

const share =
  (name: 'cpuPercent' | 'cpuWaitPercent' | 'diskWaitPercent') =>
  ({ observation: { threads: [busiest] = [] } }: Line): string =>
    orNone(busiest?.[name] ?? null, percent);

function functionsText(name: string, { thread, samples, functions }: HotFunctions): string {
  return [
    `### Hottest functions: ${name}`,
    table<HotFunctions['functions'][number]>(
      [
        right('CPU %', (it) => percent(it.percent)),
        left('function', (it) => code(it.name)),
        left('in', (it) => code(it.object)),
      ],
      functions,
    ),
    `Of the thread ${code(thread)} in the measure phase, by ${count(samples)} samples of perf; the function itself, without what it calls.`,
  ].join('\n\n');
}
