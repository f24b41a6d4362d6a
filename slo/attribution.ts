import type { Verdict } from '../saved/slo-row.ts';

/** A verdict and whose doing it is; `why` is empty where the figure speaks for itself. */
export interface Attribution {
  readonly verdict: Verdict;
  readonly why: string;
  /** Invalid by what the generator suffered, not by what was asked for: another run may well be judged. */
  readonly disturbed?: true;
  /** Invalid for too few samples: another run of the same length has no more of them. */
  readonly tooFewSamples?: true;
}

export const PASS: Attribution = { verdict: 'pass', why: '' };
export const fail = (why = ''): Attribution => ({ verdict: 'fail', why });
export const invalid = (why: string): Attribution => ({ verdict: 'invalid', why });
export const disturbed = (why: string): Attribution => ({ verdict: 'invalid', why, disturbed: true });
export const tooFewSamples = (why: string): Attribution => ({ verdict: 'invalid', why, tooFewSamples: true });
