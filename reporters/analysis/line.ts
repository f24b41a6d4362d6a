import type { SavedResults } from '../../saved/results.ts';
import { listed, loadText, orNone, plural, significant } from '../../text/format.ts';
import type { FigureNames, NamedLatency } from '../figure-names.ts';
import type { Figures } from '../figures.ts';
import { figuresOf, kindOf, offeredPerSecond } from '../kinds/kinds.ts';
import { lastMeasured } from '../rows.ts';
import { type LoadPoint, type LoadSeries, type Sweep, sweepsOf, tidemarkOf } from '../sweeps/sweeps.ts';

/** Where the line between holding and breaking load is, and how latency grew on the way there. */
export function lineParagraphs(results: SavedResults): string[] {
  const { cells } = results;
  if (cells.length === 0) return ['No cell was finished, so there is nothing to analyse.'];
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
        `the line lies between ${load(holds.load)}, which holds, and ${load(breaks.load)}, which breaks${broken(breaks)}.`,
      ),
    );
  } else if (holds) {
    sentences.push(
      say(
        `every load that was judged holds, up to ${load(holds.load)}; where it breaks lies higher and was not reached.`,
      ),
    );
  } else if (breaks) {
    sentences.push(
      say(
        `the lowest load that breaks is ${load(breaks.load)}${broken(breaks)}, and no lower one holds; the line lies below it.`,
      ),
    );
  } else sentences.push(say('no load could be judged, so nothing is known of where the line lies.'));
  if (invalid.length > 0 && (holds || breaks)) {
    sentences.push(
      `Not judged: ${listed(invalid.map(load))}, which ${invalid.length === 1 ? 'says' : 'say'} nothing for or against the target.`,
    );
  }
  if (holdsAbove.length > 0 && breaks) {
    sentences.push(
      `${capital(listed(holdsAbove.map(load)))} ${holdsAbove.length === 1 ? 'holds' : 'hold'} although ${load(breaks.load)} breaks: the verdicts are not in order of load, so repeat these cells before trusting the line.`,
    );
  }
  const growth = latencyGrowth(series, load, names);
  if (growth) sentences.push(growth);
  return lead + sentences.join(' ');
}

function broken({ cells }: LoadPoint): string {
  const rows = cells.flatMap(({ slo }) => slo.filter(({ verdict, soft }) => verdict === 'fail' && !soft));
  const rules = [...new Map(rows.map((row) => [`${row.metric} ${row.window}`, row])).values()].map(
    (row) =>
      `${row.metric}${row.window === 'measure' ? '' : ` in ${row.window}`} measured ${row.actual}, required ${row.required}`,
  );
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
    return `At ${load(first.point.load)} the ${first.latency.name} took ${at(first.latency)}.`;
  }
  const [offered, achieved] = [offeredPerSecond(last.cell, last.run), last.figures(names.achieved)];
  return (
    `From ${load(first.point.load)} to ${load(last.point.load)} the ${first.latency.name} went from ${at(first.latency)} to ${at(last.latency)}; ` +
    `at the highest load measured ${achievedText(names, achieved, offered, last.run.result.generator.loop)}.`
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
    ? `${got} ${work} a second were ${done}, ${share} % of the ${significant(offered)} the users ask for when every answer comes at once`
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
  const of = (verdict: string) => cells.filter((cell) => cell.verdict === verdict);
  const titles = (verdict: string): string => {
    const names = [...new Set(of(verdict).map(({ title }) => `"${title}"`))];
    return names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : listed(names);
  };
  const sentences = [
    of('pass').length > 0
      ? `${plural(of('pass').length, 'cell')} without a rising load ${of('pass').length === 1 ? 'holds' : 'hold'}: ${titles('pass')}.`
      : '',
    of('fail').length > 0
      ? `${plural(of('fail').length, 'cell')} without a rising load ${of('fail').length === 1 ? 'breaks' : 'break'}: ${titles('fail')}.`
      : '',
    of('invalid').length > 0
      ? `${plural(of('invalid').length, 'cell')} without a rising load could not be judged: ${titles('invalid')}.`
      : '',
    'One load says whether it holds, not how far it is from the line; a sweep over rising load finds that.',
  ];
  return sentences.filter(Boolean).join(' ');
}

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
