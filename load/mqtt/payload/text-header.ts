/** Finds the header of a payload in its text: `{ledger}` in hex, at the place that a publication of the plan gives it. */
import { LEDGER_DIGITS, textParts } from './fields.ts';
import type { Payload } from './plan.ts';

const NO_DIGIT = 0xff;
const VALUES = Uint8Array.from({ length: 256 }, (_, code) => {
  const value = '0123456789abcdef'.indexOf(String.fromCharCode(code));
  return value < 0 ? NO_DIGIT : value;
});

export class TextHeader {
  /** As `read` found it. */
  readonly header = Buffer.alloc(LEDGER_DIGITS / 2);
  readonly #places: readonly number[];
  /** Four hex digits, as bytes. */
  readonly #tag: number;

  constructor(payloads: readonly Payload[], runTag: number) {
    this.#places = [...new Set(payloads.flatMap(ledgerAt))];
    this.#tag = Buffer.from(runTag.toString(16).padStart(4, '0')).readUInt32BE();
  }

  /** Whether `frames[from, to)` has the header of a message of this run. */
  read(frames: Buffer, from: number, to: number): boolean {
    for (let i = 0; i < this.#places.length; i++) {
      const at = from + this.#places[i]!;
      if (at + LEDGER_DIGITS <= to && frames.readUInt32BE(at) === this.#tag && this.#decode(frames, at))
        return true;
    }
    return false;
  }

  #decode(frames: Buffer, at: number): boolean {
    for (let byte = 0; byte < this.header.length; byte++) {
      const high = VALUES[frames[at + 2 * byte]!]!;
      const low = VALUES[frames[at + 2 * byte + 1]!]!;
      if (high === NO_DIGIT || low === NO_DIGIT) return false;
      this.header[byte] = (high << 4) | low;
    }
    return true;
  }
}

/** Only literal text comes before it: see `readPayload`. */
function ledgerAt({ payload }: Payload): number | [] {
  if (payload?.kind !== 'text') return [];
  const [first, second] = textParts(payload.text).parts;
  if (first?.kind === 'ledger') return 0;
  return first?.kind === 'literal' && second?.kind === 'ledger' ? Buffer.byteLength(first.text) : [];
}
