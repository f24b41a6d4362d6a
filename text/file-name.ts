/** Names of files, from titles that users wrote in whatever script. */
import { createHash } from 'node:crypto';

/** A name may have 255 bytes on most file systems; this leaves room for what stands before and after a part. */
const MOST_BYTES = 90;
const THOUSANDS = /(?<=\d),(?=\d{3}(?!\d))/g;
const OTHERS = /[^\p{L}\p{M}\p{N}]+/gu;

/** Letters and digits of any script in lower case, and hyphens: `1,000 clients, QoS 1` is `1000-clients-qos-1`. */
export function slug(text: string): string {
  const whole = text.normalize('NFC').toLowerCase().replace(THOUSANDS, '').replace(OTHERS, '-');
  let [short, bytes] = ['', 0];
  for (const character of whole) {
    bytes += Buffer.byteLength(character);
    if (bytes > MOST_BYTES) break;
    short += character;
  }
  return short.replace(/^-+|(?<!-)-+$/g, '') || 'test';
}

/** Eight digits that differ where a slug leaves out what differs: case, punctuation, the end of a long title. */
export const distinguishing = (...texts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 8);
