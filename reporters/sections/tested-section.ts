/** What was tested: the target, when and where, and the load of each test. */
import type { SavedCell } from '../../saved/cell.ts';
import type { SavedResults } from '../../saved/results.ts';
import type { AnyRunResult } from '../../saved/runs.ts';
import { count, listed, setDuration } from '../../text/format.ts';
import { kindOf } from '../kinds/kinds.ts';
import { code, text } from '../markdown/inline.ts';
import { section } from '../markdown/layout.ts';

type AnyPlan = AnyRunResult['plan'];

const MOST_TARGETS = 3;

export function testedSection(results: SavedResults): string {
  const tests = [...Map.groupBy(results.cells, ({ suite, title }) => `${suite}\n${title}`).values()];
  // Tests whose loads differ in size alone are told together.
  const alike = [...Map.groupBy(tests, ([first]) => (first ? loadsText(results, [smallest(first)]) : ''))];
  return section(
    'What was tested',
    whereText(results),
    ...alike.map(([, same]) => {
      const titles = same.flatMap(([first]) => first?.title ?? []);
      const heading = tests.length > 1 ? `### Load of ${text(listed(titles))}` : null;
      return [heading, loadsText(results, same.flat())].filter(Boolean).join('\n\n');
    }),
  );
}

/** Of a search its first trial stands for all. */
const smallest = (cell: SavedCell): SavedCell =>
  cell.capacity === undefined ? cell : { ...cell, runs: cell.runs.slice(0, 1) };

function whereText({ cells, fingerprint, startedAt, tidemark }: SavedResults): string {
  const { cpu, cores } = fingerprint.environment;
  const on = `On ${text(cpu)} with ${count(cores)} ${cores === 1 ? 'core' : 'cores'}, ${text(dateText(startedAt))}, by tidemark ${text(tidemark)}.`;
  const targets = targetsText(cells);
  return targets === '' ? `${on} No target was started.` : `${targets}. ${on}`;
}

/** Each by itself; of many how many there are of each version. */
function targetsText(cells: readonly SavedCell[]): string {
  const each = new Map(cells.flatMap(({ target }) => (target ? [[JSON.stringify(target), target]] : [])));
  const targets = [...each.values()];
  if (targets.length <= MOST_TARGETS) return listed(targets.map(targetText));
  const alike = Map.groupBy(targets, ({ label, quota }) =>
    [label.replace(/ \(.*/, ''), ...(quota === null ? [] : [`quota ${quota}`])].join(', '),
  );
  return listed(
    [...alike].map(([name, same]) =>
      same.length === 1 ? text(name) : `${count(same.length)} configurations of ${text(name)}`,
    ),
  );
}

/** `mosquitto 2.0.11 (container), quota 0.05 CPU`. */
function targetText({ label, version, quota, configuration }: NonNullable<SavedCell['target']>): string {
  const number = version !== null && !label.includes(version) ? [version] : [];
  const name = text([label, ...number, ...(quota === null ? [] : [`quota ${quota}`])].join(', '));
  return configuration === null ? name : `${name} (configuration ${code(configuration)})`;
}

/** `2026-11-21 04:48 UTC`. */
const dateText = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

/** Each different load of a test once; several have their numbers, as the tables have. */
function loadsText(results: SavedResults, cells: readonly SavedCell[]): string {
  const searched = cells.some(({ capacity }) => capacity !== undefined);
  const most = cells.reduce((longest, { runs }) => Math.max(longest, runs.length), 0);
  // The trials of a search are one load of many sizes.
  const loads = searched
    ? [cells.flatMap(({ runs }) => runs.map(({ result }) => result.plan))]
    : Array.from({ length: most }, (_, index) => cells.flatMap(({ runs }) => runs[index]?.result.plan ?? []));
  const described = loads
    .filter((plans) => plans.length > 0)
    .map((plans, index) => ({
      number: index + 1,
      name: nameOf(results, plans),
      said: loadText(results, plans),
    }));
  if (described.length === 0) return 'No load was made.';
  const different = [...Map.groupBy(described, ({ said }) => said)];
  return different
    .flatMap(([said, same]) =>
      described.length === 1
        ? [said]
        : [`${same.length === 1 ? 'Load' : 'Loads'} ${labelsText(same)}:`, said],
    )
    .join('\n\n');
}

const nameOf = (results: SavedResults, [plan]: readonly AnyPlan[]): string =>
  (plan && kindOf(results).texts.loadName?.(plan)) ?? '';

/** `7`; `1 and 3 (without the change), 2 and 4 (with the change)`. */
const labelsText = (loads: readonly { readonly number: number; readonly name: string }[]): string =>
  [...Map.groupBy(loads, ({ name }) => name)]
    .map(([name, same]) => `${listed(same.map(({ number }) => String(number)))}${name && ` (${name})`}`)
    .join(', ');

const loadText = (results: SavedResults, plans: readonly AnyPlan[]): string =>
  [...kindOf(results).sections.load(plans), phasesText(plans)].join('\n\n');

function phasesText(plans: readonly AnyPlan[]): string {
  const phases = plans.map(({ warmupMs, measureMs, drainMs, windows }) => {
    const parts = [
      ...(warmupMs > 0 ? [`${setDuration(warmupMs)} of warm-up`] : []),
      `${setDuration(measureMs)} of measuring`,
      `up to ${setDuration(drainMs)} for the last answers`,
    ];
    const spans = windows
      .filter(({ name }) => name !== 'measure')
      .map(({ name, fromMs, toMs }) => `${text(name)} ${fromMs / 1000} to ${toMs / 1000} s`);
    return `Phases: ${listed(parts)}.${spans.length > 0 ? ` Windows: ${spans.join(', ')}.` : ''}`;
  });
  return [...new Set(phases)].slice(0, 3).join(' ');
}
