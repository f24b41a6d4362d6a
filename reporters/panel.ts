/** A panel of the chart of one run: lines over the seconds of the run. */

/** [second from the start of the measure phase, value] */
export type Point = readonly [number, number | null];

/** A value a second from `first` on. They are made when they are drawn: a run may be days long. */
export const bySecond = (
  first: number,
  length: number,
  valueAt: (index: number) => number | null | undefined,
): Iterable<Point> => ({
  *[Symbol.iterator]() {
    for (let index = 0; index < length; index++) yield [first + index, valueAt(index) ?? null] as const;
  },
});

/** The largest of several series in a second. */
export const slowestOf = (all: readonly (readonly (number | null)[])[], second: number): number | null =>
  all.reduce<number | null>((most, values) => {
    const value = values[second] ?? null;
    return value === null || (most !== null && most >= value) ? most : value;
  }, null);

export interface PanelLine {
  readonly name: string;
  readonly color: string;
  readonly dashed?: boolean;
  /** Counts what the generator began, which ends with the measure phase: in the second that this cuts, a rate of its part. */
  readonly begun?: boolean;
  /** A value holds until the next point: where the chart ends between two of them, the line goes on to its edge. */
  readonly holds?: boolean;
  readonly points: Iterable<Point>;
}

export interface Panel {
  readonly axisName: string;
  /** `second`: a value is that of the whole second that begins there; `moment`: it was read just then. */
  readonly each: 'second' | 'moment';
  /** Where several seconds are drawn as one, the highest of them is. */
  readonly worst?: boolean;
  /** Its lines tell of the load itself, and so how long the chart is. */
  readonly ofLoad: boolean;
  /** One without a value other than 0 is not drawn. */
  readonly lines: readonly PanelLine[];
}
