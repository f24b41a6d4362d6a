/** Values from 1 up, or above 0, as users write them. All throw RangeError saying what is required and what was given. */
import { durationMs } from './units.ts';

export function wholeNumber(text: string, least = 1): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isSafeInteger(value) || value < least)
    throw new RangeError(`A whole number from ${least} is required; got "${text}".`);
  return value;
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value)))
    throw new RangeError(`A number above 0 is required, like 0.5; got "${text}".`);
  return value;
}

export function positiveDurationMs(text: string): number {
  const value = durationMs(text);
  if (value === 0) throw new RangeError(`A duration above 0 is required, like 30s; got "${text}".`);
  return value;
}
