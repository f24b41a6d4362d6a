/** What a report says of a kind of load. Each kind brings it in a folder of its own; `kinds/kinds.ts` lists them. */

import type { Progress } from '../load/progress.ts';
import type { LatencyFamily } from '../metrics/metrics.ts';
import type { Cell } from '../saved/cell.ts';
import type { Observation } from '../saved/observation.ts';
import type { ResultsOf } from '../saved/results.ts';
import type { Protocol, Runs } from '../saved/runs.ts';
import type { Account } from './account.ts';
import type { Bars } from './bars.ts';
import type { FigureNames } from './figure-names.ts';
import type { Figures } from './figures.ts';
import type { Finding } from './finding.ts';
import type { Panel } from './panel.ts';
import type { MeasuredCellRun } from './rows.ts';
import type { Interval, SecondCounts } from './seconds.ts';

type MeasuredResult<P extends Protocol> = MeasuredCellRun<Runs[P]>['result'];

export interface Kind<P extends Protocol = Protocol> {
  readonly names: FigureNames;
  /** Itself in the words that fit these cells, where not all loads of the kind are told of in the same ones. */
  inWordsFor?(cells: readonly Cell<Runs[P]>[]): Kind<P>;
  /** How it is known what got through, the best account first. */
  readonly accounts: readonly Account[];
  /** Metrics that `history.jsonl` follows from run to run, in the order of its lines. */
  readonly followed: readonly string[];
  /** Metrics that are compared where nobody names any. Few: p is adjusted for their number. */
  readonly compared: readonly string[];
  /** How much of the machine a target of this kind can use. */
  readonly targetUses: 'one core' | 'all cores';
  readonly texts: KindTexts<P>;
  readonly sections: KindSections<P>;

  /** Figures of a run, without those that say nothing under its load. `window` as in the plan; the measure phase unless given. */
  figuresOf(cell: Cell<Runs[P]>, run: MeasuredCellRun<Runs[P]>, window?: string): Figures;
  /** Work offered a second; null where nothing paces the load. */
  offeredPerSecond(cell: Cell<Runs[P]>, run: MeasuredCellRun<Runs[P]>): number | null;
  /** Whether clients of the plan trust whoever answers (`verify: false`). */
  acceptsAnyCertificate(plan: Runs[P]['plan']): boolean;
  /** What makes a plan heavier, one number each: of two plans of a sweep the heavier has none that is less. */
  loadsOf(plan: Runs[P]['plan']): readonly number[];
  /** Encoded histograms of a latency in the measure phase: one a group or task that recorded it. */
  histogramsOf(result: MeasuredResult<P>, family: LatencyFamily): readonly string[];
  /** All latencies of a run as intervals in time. */
  intervalsOf(result: MeasuredResult<P>): readonly Interval[];
  /** What a run counted second by second, in columns. */
  countsOf(result: MeasuredResult<P>): SecondCounts;
  /** Panels of the chart of a run, from the top. */
  panelsOf(result: MeasuredResult<P>, observation: Observation): readonly Panel[];
  /** Runs with a change of the target, of a cell that measured it beside a target without; none of any other cell. */
  runsWithChange?(cell: Cell<Runs[P]>): readonly MeasuredCellRun<Runs[P]>[];
  /** A chart for each test of changes of the target. */
  changeBars?(results: ResultsOf<P>): readonly Bars[];
}

export interface KindTexts<P extends Protocol> {
  /** What the generator does at the intended moment: `wrote its messages`. */
  readonly begins: string;
  /** To which window work belongs, and what is not counted by window. */
  readonly windows: string;
  /** The closed loops there are: which runs have one, and what that means. */
  readonly closedLoops: readonly {
    is(result: MeasuredResult<P>): boolean;
    readonly text: string;
  }[];
  /** In a clause, how much work was offered: `5,787 messages a second were offered`. */
  offered(result: MeasuredResult<P>, perSecond: string): string;
  /** What else than its size tells a load from the others of its test: `with the change`. */
  loadName?(plan: Runs[P]['plan']): string | null;
  /** Clients that never got in, and so put no load on the target; null when all did. */
  absent(result: MeasuredResult<P>): string | null;
  live(progress: Progress): LiveTexts;
}

/** Clauses of the live view. */
export interface LiveTexts {
  /** What is done a second. */
  readonly rate: string;
  /** What went wrong so far; null where nothing tells before the end. */
  readonly lost: string | null;
  /** Who is there. */
  readonly clients: string;
  /** What is sent and what comes back. */
  readonly flow: readonly string[];
}

/** Markdown, from results in which each capacity search is replaced by what it tried at the points of its sweep. */
export interface KindSections<P extends Protocol> {
  /** What was asked of the clients or users, in paragraphs and tables; several plans of one test, which differ in size. */
  load(plans: readonly Runs[P]['plan'][]): readonly string[];
  /** One row a cell, invalid ones too; null without a cell. */
  matrix(results: ResultsOf<P>): string | null;
  /** How clients connected; null where no load is about that. */
  connecting?(results: ResultsOf<P>): string | null;
  /** Changes of the target, each by itself; null where none was measured. */
  changes?(results: ResultsOf<P>): string | null;
  /** What changes of the target gave, for the answer of the report. */
  changesFindings?(results: ResultsOf<P>): readonly Finding[];
  /** What became of all work, and what the target did wrong. */
  account(results: ResultsOf<P>): string;
  /** What was put under load. */
  target(results: ResultsOf<P>): string | null;
  /** Paragraphs of the analysis on changes of the target. */
  changesAnalysis?(results: ResultsOf<P>): readonly string[];
  /** Paragraph of the analysis on what became of all work; null where nothing was measured. `trials` has every trial of a search. */
  accountAnalysis(of: { readonly trials: ResultsOf<P>; readonly points: ResultsOf<P> }): string | null;
}
