/** Names of metrics in results: `load-2:devices/delivery.p99@storm`. They are written and read here alone. */

/** The window that is the whole measure phase. Names leave it out. */
export const WHOLE_PHASE = 'measure';

export interface NameParts {
  /** Which load of its test, from 0. Names leave the first one out. */
  readonly load: number;
  /** A group of clients or a task; null = over all of them. */
  readonly group: string | null;
  /** As in the list of metrics: `delivery.p99`. */
  readonly metric: string;
  readonly window: string;
}

/** What is left out is the first load, all groups and the whole measure phase. */
export function writeName({
  load = 0,
  group = null,
  metric,
  window = WHOLE_PHASE,
}: Pick<NameParts, 'metric'> & Partial<NameParts>): string {
  const ofLoad = load === 0 ? '' : `load-${load + 1}:`;
  const ofGroup = group === null ? '' : `${group}/`;
  const inWindow = window === WHOLE_PHASE ? '' : `@${window}`;
  return `${ofLoad}${ofGroup}${metric}${inWindow}`;
}

/** The parts of a name. Names of windows are free, those of groups and metrics hold no `@` and no `:`. */
export function readName(name: string): NameParts {
  const [ofLoad = '', number = '1'] = /^load-(\d+):/.exec(name) ?? [];
  const at = name.indexOf('@');
  const ofGroup = name.slice(ofLoad.length, at < 0 ? undefined : at);
  const slash = ofGroup.lastIndexOf('/');
  return {
    load: Number(number) - 1,
    group: slash < 0 ? null : ofGroup.slice(0, slash),
    metric: ofGroup.slice(slash + 1),
    window: at < 0 ? WHOLE_PHASE : name.slice(at + 1),
  };
}

/** The same name with other parts: `nameWith('lost', { load: 1 })` is `load-2:lost`. */
export const nameWith = (name: string, parts: Partial<NameParts>): string =>
  writeName({ ...readName(name), ...parts });
