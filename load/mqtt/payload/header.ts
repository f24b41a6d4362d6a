/** What a payload carries of the message that it is. */
import { HEADER_BYTES } from '../../payload.ts';
import { namesLedger } from './fields.ts';
import type { Payload } from './plan.ts';

/** Whether receivers can tell of which message a payload is: without, messages are counted and no more. */
export const carriesHeader = ({ payloadBytes, payload }: Payload): boolean =>
  payload?.kind === 'text' ? namesLedger(payload.text) : payloadBytes >= HEADER_BYTES;

/** In the mean of many messages; of a text it is the longest. */
export const meanBytes = ({ payloadBytes, payload }: Payload): number =>
  payload?.kind === 'sizes'
    ? payload.bytes.reduce((sum, bytes) => sum + bytes, 0) / payload.bytes.length
    : payloadBytes;

/** Of those that carry no header, in bytes; -1 = all carry one. */
export const longestHeaderless = (payloads: readonly Payload[]): number =>
  Math.max(-1, ...payloads.filter((one) => !carriesHeader(one)).map(({ payloadBytes }) => payloadBytes));
