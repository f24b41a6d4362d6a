/** A capacity in words, everywhere the same. */
import type { CapacityResult, StopReason } from '../saved/capacity.ts';
import { count, loadText } from '../text/format.ts';

type Counted = Pick<CapacityResult, 'axis' | 'unit'>;

/** `1,000 clients`, `1,000/s`. */
export const loadOf = ({ axis, unit }: Counted, load: number): string =>
  unit === '/s' ? `${count(load)}/s` : loadText(axis, load);

/** `1,000 to 1,050 clients`, `>= 20,000 clients`, `< 100 clients`, `unknown`; never a number that was not found. */
export function capacityText(answer: CapacityResult): string {
  switch (answer.bounds) {
    case 'between':
      return `${betweenText(answer, answer.lower, answer.upper)}`;
    case 'at least':
      return `>= ${loadOf(answer, answer.lower)}`;
    case 'below':
      return `< ${loadOf(answer, answer.upper)}`;
    case 'unknown':
      return 'unknown';
  }
}

/** `500 clients gave too few samples (publish.ack.p99: p99 needs 1,000 messages, …)`: why a search ended at its last trial. */
export function shortTrialText(answer: CapacityResult): string {
  const trial = answer.trials.find(({ tooFewSamples }) => tooFewSamples);
  if (!trial) return 'a trial had too few samples';
  const rows = trial.slo.filter(({ tooFewSamples, soft }) => tooFewSamples && !soft);
  const whys = rows.map(({ metric, why }) => `${metric}: ${why}`);
  return `${loadOf(answer, trial.load)} gave too few samples (${whys.join('; ')})`;
}

const STOPS: Readonly<Record<StopReason, string>> = {
  'width reached': 'the bounds are as close as asked for',
  'to holds': 'the highest load allowed passes',
  'from fails': 'the lowest load fails',
  'generator limit': 'the generator reached its limit',
  'too few samples': 'there were too few samples',
  'does not recover': 'the target did not recover',
  interrupted: 'the search was interrupted',
};

/** Why a search ended, as a clause. */
export const stopText = (stop: StopReason): string => STOPS[stop];

/** `1,000 to 1,050 clients`, also where a bound is not known. */
export function betweenText(counted: Counted, lower: number | null, upper: number | null): string {
  if (lower === null) return upper === null ? 'no bound yet' : `< ${loadOf(counted, upper)}`;
  if (upper === null) return `>= ${loadOf(counted, lower)}`;
  const [low, high] = [loadOf(counted, lower), loadOf(counted, upper)];
  // The name of the load is said once: `1,000 to 1,050 clients`, `rate 200 to 210`.
  return high.startsWith(counted.axis) ? `${low} to ${count(upper)}` : `${count(lower)} to ${high}`;
}
