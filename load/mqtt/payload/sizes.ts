/** Sizes of payloads that differ from message to message. */
import { normalQuantile } from '../../../statistics/normal.ts';
import { randomAt } from '../../../statistics/random.ts';
import type { SizesPlan } from './plan.ts';

/** So many sizes stand for a distribution: a client keeps a little for each. */
const SIZES = 64;

/** Whole bytes in equal shares of a Gaussian distribution, ascending: within 2.4 deviations of the mean. */
export const gaussianSizes = (meanBytes: number, deviationBytes: number): number[] =>
  Array.from({ length: SIZES }, (_, i) =>
    Math.round(meanBytes + deviationBytes * normalQuantile((i + 0.5) / SIZES)),
  );

/** Of one message of a client: the same for any slicing of the clients. */
export const sizeOf = ({ bytes, seed }: SizesPlan, client: number, sequence: number): number =>
  bytes[Math.floor(randomAt(seed, client, sequence) * bytes.length)]!;
