/** How a run stands, while it goes on: two lines that fit a terminal, or one line for a pipe. Pure. */
import { betweenText, loadOf } from '../reporters/capacity-text.ts';
import { kindOf } from '../reporters/kinds/kinds.ts';
import type { Standing } from '../reporters/vitest/standing.ts';
import type { Nearest } from '../slo/nearest.ts';
import { columnsOf, cutEnd, cutMiddle, cutStart } from '../text/columns.ts';
import { count } from '../text/format.ts';
import { formatBound, formatQuantity, significant } from '../text/quantity.ts';
import { oneLine } from '../text/visible.ts';

/** A clause of a line. */
interface Piece {
  readonly text: string;
  /** Where there is no room for all, the piece with the highest number goes first; 0 = it stays. */
  readonly rank: number;
  /** What it becomes where there is little room, of at least `least` columns; those of low order are shortened first. */
  readonly shrink?: {
    readonly order: number;
    readonly least: number;
    readonly to: (columns: number) => string;
  };
}

const SEPARATOR = ' · ';

/**
 * The first line has what is watched: time left, rate, p99, losses and the SLO that is nearest to its bound. The second
 * one says of what.
 */
export function liveLines(standing: Standing, columns: number): readonly [string, string] {
  return [fitted(figures(standing), columns), fitted(surroundings(standing), columns)];
}

/** All of it. */
export const liveLine = (standing: Standing): string =>
  [...surroundings(standing).slice(0, -1), ...figures(standing)].map(({ text }) => text).join(SEPARATOR);

function figures({ progress, nearest }: Standing): readonly Piece[] {
  const { secondsLeft, p99Ms } = progress;
  const live = kindOf(progress).texts.live(progress);
  if (secondsLeft === null) return pieces([`connecting for ${progress.secondsInPhase} s`, live.clients]);
  return [
    ...pieces([`${clock(secondsLeft)} left`]),
    { text: live.rate, rank: 0, shrink: withoutWords(live.rate) },
    ...pieces([
      ...(p99Ms === null ? [] : [`p99 ${significant(p99Ms)} ms`]),
      ...(live.lost === null ? [] : [live.lost]),
    ]),
    ...(nearest === null ? [] : [nearestPiece(nearest)]),
  ];
}

/** Which test this is comes first, the time that the run has left last. */
function surroundings(standing: Standing): readonly Piece[] {
  const { progress, search, runLeftMs } = standing;
  const { phase, secondsInPhase, phaseSeconds, secondsLeft } = progress;
  const live = kindOf(progress).texts.live(progress);
  return [
    titlePiece(standing),
    ...(search === null ? [] : searchPieces(search)),
    ...(secondsLeft === null
      ? []
      : [
          { text: `${phase} ${secondsInPhase}${phaseSeconds > 0 ? `/${phaseSeconds}` : ''} s`, rank: 3 },
          { text: live.clients, rank: 4 },
          ...live.flow.map((text) => ({ text, rank: 6 })),
        ]),
    ...(runLeftMs === null ? [] : [{ text: `whole run: about ${clock(runLeftMs / 1000)} left`, rank: 5 }]),
  ];
}

/** `2/6 500-byte telemetry > clients=500 qos=1` */
function titlePiece({ title, done, total }: Standing): Piece {
  const number = total === 1 ? '' : `${done + 1}${total === null ? '' : `/${total}`} `;
  const name = oneLine(title);
  const to = (columns: number): string => number + cutMiddle(name, columns - columnsOf(number));
  return { text: number + name, rank: 0, shrink: { order: 1, least: 24, to } };
}

const pieces = (texts: readonly string[]): readonly Piece[] => texts.map((text) => ({ text, rank: 0 }));

/** `2,000/s` of `2,000/s sent` */
function withoutWords(rate: string): NonNullable<Piece['shrink']> {
  const short = rate.replace(/ .*/, '');
  return { order: 1, least: columnsOf(short), to: () => short };
}

/** `delivery.p99 12 ms (< 150 ms)`, `lost 3 (not = 0)` */
function nearestPiece({ metric, value, unit, bound, kept }: Nearest): Piece {
  const standing = ` ${formatQuantity(value, unit)} (${kept ? '' : 'not '}${formatBound(bound)})`;
  const to = (columns: number): string => cutStart(metric, columns - columnsOf(standing)) + standing;
  return { text: metric + standing, rank: 0, shrink: { order: 2, least: columnsOf(standing) + 8, to } };
}

type Search = NonNullable<Standing['search']>;

/** `trial 7: 400 clients (recovery)`, and the bounds that are known. */
function searchPieces(search: Search): readonly Piece[] {
  const { trial, load, purpose, lower, upper } = search;
  const why = purpose === 'search' ? '' : ` (${purpose})`;
  const known = lower !== null || upper !== null;
  return [
    { text: `trial ${trial}: ${loadOf(search, load)}${why}`, rank: 1 },
    ...(known ? [{ text: `so far ${betweenText(search, lower, upper)}`, rank: 2 }] : []),
  ];
}

/** `18 s`, `2:05 min`, `1:02:05 h` */
function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (part: number): string => String(part).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes}:${two(whole % 60)} min`
    : `${count(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(whole % 60)} h`;
}

/** As much as there is room for. */
function fitted(all: readonly Piece[], columns: number): string {
  let kept = all;
  const least = ({ text, shrink }: Piece): number => Math.min(columnsOf(text), shrink?.least ?? Infinity);
  while (widthOf(kept, least) > columns) {
    const last = kept.reduce((most, { rank }) => Math.max(most, rank), 0);
    if (last === 0) break;
    const index = kept.findLastIndex(({ rank }) => rank === last);
    kept = kept.filter((_, position) => position !== index);
  }
  let over = widthOf(kept, ({ text }) => columnsOf(text)) - columns;
  const short = new Map<Piece, string>();
  for (const piece of [...kept].sort((a, b) => (a.shrink?.order ?? 0) - (b.shrink?.order ?? 0))) {
    if (!piece.shrink || over <= 0) continue;
    const text = piece.shrink.to(Math.max(least(piece), columnsOf(piece.text) - over));
    over -= columnsOf(piece.text) - columnsOf(text);
    short.set(piece, text);
  }
  return cutEnd(kept.map((piece) => short.get(piece) ?? piece.text).join(SEPARATOR), columns);
}

const widthOf = (pieces: readonly Piece[], of: (piece: Piece) => number): number =>
  pieces.reduce((sum, piece) => sum + of(piece), SEPARATOR.length * Math.max(0, pieces.length - 1));
