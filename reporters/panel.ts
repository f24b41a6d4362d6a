/** A panel of the chart of one run: lines over the seconds of the run. */
export interface PanelLine {
  readonly name: string;
  readonly color: string;
  readonly dashed?: boolean;
  /** Counts what the generator began, which ends with the measure phase: in the second that this cuts, a rate of its part. */
  readonly begun?: boolean;
  /** [second from the start of the measure phase, value] */
  readonly points: readonly (readonly [number, number | null])[];
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
