import type { SavedResults } from '../../saved/results.ts';
import type { Verdict } from '../../saved/slo-row.ts';
import { listed, loadText, orNone, plural, significant } from '../../text/format.ts';
import type { FigureNames, NamedLatency } from '../figure-names.ts';
import type { Figures } from '../figures.ts';
import { rowText } from '../findings/breach.ts';
import { figuresOf, kindOf, offeredPerSecond } from '../kinds/kinds.ts';
import { lastMeasured } from '../rows.ts';
import { type LoadPoint, type LoadSeries, type Sweep, sweepsOf, tidemarkOf } from '../sweeps/sweeps.ts';

const MOST_NAMED = 5;

/** Which loads pass and which fail, and how latency grew from the lowest to the highest. */
export function lineParagraphs(results: SavedResults): string[] {
  const { cells } = results;
  if (cells.length === 0) return ['No test was finished, so there is nothing to analyse.'];
  const { names } = kindOf(results);
  const sweeps = sweepsOf(results);
  const several = sweeps.length > 1;
  const [graded, single] = [
    sweeps.filter(({ axis }) => axis !== null),
    sweeps.filter(({ axis }) => axis === null),
  ];
  return [
    ...graded.flatMap((sweep) => sweep.series.map((series) => seriesText(sweep, series, several, names))),
    ...(single.length > 0 ? [singleText(single)] : []),
  ];
}

function seriesText(sweep: Sweep, series: LoadSeries, several: boolean, names: FigureNames): string {
  const axis = sweep.axis ?? '';
  const load = (value: number): string => loadText(axis, value);
  const { holds, breaks, invalid, holdsAbove } = tidemarkOf(series);
  const who = [several ? sweep.title : '', series.name].filter(Boolean).join(', ');
  const lead = who ? `${who}: ` : '';
  const say = (sentence: string): string => (lead ? sentence : capital(sentence));
  const sentences: string[] = [];
  if (holds && breaks) {
    sentences.push(
      say(
        `${load(holds.load)} is the highest load that passes, and ${load(breaks.load)} the lowest that fails${broken(breaks)}.`,
      ),
    );
  } else if (holds) {
    sentences.push(
      say(`every load that was judged passes, up to ${load(holds.load)}; a load that fails was not reached.`),
    );
  } else if (breaks) {
    sentences.push(
      say(`the lowest load that fails is ${load(breaks.load)}${broken(breaks)}, and no lower load passes.`),
    );
  } else sentences.push(say('no load could be judged, so it is not known which load passes.'));
  if (invalid.length > 0 && (holds || breaks)) {
    sentences.push(
      `${capital(listed(invalid.map(load)))} could not be judged, which says nothing for or against the target.`,
    );
  }
  if (holdsAbove.length > 0 && breaks) {
    sentences.push(
      `${capital(listed(holdsAbove.map(load)))} passed although ${load(breaks.load)} failed. The verdicts do not follow the load, so repeat these loads (\`--repeat\`) before you rely on the answer.`,
    );
  }
  const growth = latencyGrowth(series, load, names);
  if (growth) sentences.push(growth);
  return lead + sentences.join(' ');
}

function broken({ cells }: LoadPoint): string {
  const rows = cells.flatMap(({ slo }) => slo.filter(({ verdict, soft }) => verdict === 'fail' && !soft));
  const rules = [...new Map(rows.map((row) => [`${row.metric} ${row.window}`, row])).values()].map(rowText);
  if (rules.length === 0) return '';
  return ` (${rules.slice(0, 3).join('; ')}${rules.length > 3 ? `; and ${rules.length - 3} more` : ''})`;
}

/** Response times at the lowest and the highest measured load. */
function latencyGrowth(
  { points }: LoadSeries,
  load: (value: number) => string,
  names: FigureNames,
): string | null {
  const seen = points.flatMap((point) => {
    const found = point.cells.flatMap((cell) => {
      const run = lastMeasured(cell);
      return run ? [{ cell, run, figures: figuresOf(cell, run) }] : [];
    })[0];
    const latency = found && names.latencies.flatMap((named) => latencyOf(found.figures, named) ?? [])[0];
    return found && latency ? [{ ...found, point, latency }] : [];
  });
  const [first, last] = [seen[0], seen.at(-1)];
  if (!first || !last) return null;
  const at = ({ p50, p99 }: Latency): string =>
    `${significant(p50)} ms at p50 and ${significant(p99)} ms at p99`;
  if (first === last) {
    return `At ${load(first.point.load)} the ${first.latency.name} time was ${at(first.latency)}.`;
  }
  const [offered, achieved] = [offeredPerSecond(last.cell, last.run), last.figures(names.achieved)];
  return (
    `From ${load(first.point.load)} to ${load(last.point.load)} the ${first.latency.name} time went from ${at(first.latency)} to ${at(last.latency)}. ` +
    `At the highest load that was measured, ${achievedText(names, achieved, offered, last.run.result.generator.loop)}.`
  );
}

function achievedText(
  { work, done }: FigureNames,
  achieved: number | null,
  offered: number | null,
  loop: string,
): string {
  const got = orNone(achieved, significant);
  if (offered === null) return `${got} ${work} a second were ${done} in a closed loop`;
  const share = significant((100 * (achieved ?? 0)) / offered);
  return loop === 'closed'
    ? `${got} ${work} a second were ${done}, ${share} % of the ${significant(offered)} that users would ask for if every answer came at once`
    : `${got} of ${significant(offered)} ${work} offered a second were ${done} (${share} %)`;
}

interface Latency {
  readonly name: string;
  readonly p50: number;
  readonly p99: number;
}

function latencyOf(figures: Figures, { family, name }: NamedLatency): Latency | null {
  const [p50, p99] = [figures(`${family}.p50`), figures(`${family}.p99`)];
  return p50 === null || p99 === null ? null : { name, p50, p99 };
}

/** Tests that do not raise a load: what they say together. */
function singleText(sweeps: readonly Sweep[]): string {
  const cells = sweeps.flatMap((sweep) => sweep.cells);
  const tests = (verdict: Verdict, one: string, several: string): string => {
    const own = cells.filter((cell) => cell.verdict === verdict);
    if (own.length === 0) return '';
    const names = [...new Set(own.map(({ title }) => `"${title}"`))];
    const more = names.length - MOST_NAMED;
    const which = more > 0 ? `${names.slice(0, MOST_NAMED).join(', ')} and ${more} more` : listed(names);
    return `${plural(own.length, 'test')} at a fixed load ${own.length === 1 ? one : several}: ${which}.`;
  };
  const sentences = [
    tests('pass', 'passes', 'pass'),
    tests('fail', 'fails', 'fail'),
    tests('invalid', 'could not be judged', 'could not be judged'),
    'A fixed load shows whether the SLOs are met at that load. A sweep or a capacity search finds how much more is possible.',
  ];
  return sentences.filter(Boolean).join(' ');
}

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
