/** Writes the text of a payload for each message, into a buffer that is there: nothing is allocated. */
import { randomAt } from '../../../statistics/random.ts';
import { stamp, stampOnce } from '../../payload.ts';
import { type FieldOfMessage, LEDGER_DIGITS, textParts } from './fields.ts';
import type { TextPlan } from './plan.ts';

const LEDGER_BYTES = LEDGER_DIGITS / 2;
const SEQUENCE_DIGITS = 10;
const NOW_DIGITS = 13;
const HEX = Buffer.from('0123456789abcdef');

/** What the clients of a group have in common. */
export interface TextOwners {
  readonly group: string;
  readonly clients: number;
  readonly run: { readonly tag: number; readonly name: string };
}

/** Whose message it is. */
export interface TextOwner {
  /** Index in the group. */
  readonly client: number;
  /** Number in the plan. */
  readonly number: number;
}

type Piece = FieldOfMessage | { readonly kind: 'bytes'; readonly bytes: Buffer };

export class PayloadText {
  readonly mostBytes: number;
  readonly #pieces: readonly Piece[];
  readonly #seed: number;
  readonly #tag: number;
  readonly #ledger = Buffer.alloc(LEDGER_BYTES);

  constructor({ text, seed }: TextPlan, { group, clients, run }: TextOwners) {
    this.#pieces = textParts(text).parts.map((part): Piece => {
      if (part.kind === 'literal') return { kind: 'bytes', bytes: Buffer.from(part.text) };
      if (part.kind === 'group' || part.kind === 'run')
        return { kind: 'bytes', bytes: Buffer.from(part.kind === 'group' ? group : run.name) };
      return part;
    });
    this.#seed = seed;
    this.#tag = run.tag;
    this.mostBytes = this.#pieces.reduce((sum, piece) => sum + mostBytesOf(piece, clients), 0);
  }

  /** Gives the bytes written. */
  write(
    into: Buffer,
    from: number,
    { client, number }: TextOwner,
    dueUs: number,
    sequence: number,
    lagUs: number,
  ): number {
    let at = from;
    for (let i = 0; i < this.#pieces.length; i++) {
      const piece = this.#pieces[i]!;
      switch (piece.kind) {
        case 'bytes':
          at += piece.bytes.copy(into, at);
          break;
        case 'client':
          at = writeDecimal(into, at, client);
          break;
        case 'seq':
          at = writeDecimal(into, at, sequence);
          break;
        case 'now':
          at = writeDecimal(into, at, Date.now());
          break;
        case 'random': {
          // Each field draws numbers of its own.
          const value = Math.floor(randomAt(this.#seed + i, number, sequence) * piece.below);
          at =
            piece.hexDigits === null
              ? writeDecimal(into, at, value)
              : writeHex(into, at, value, Math.max(piece.hexDigits, hexDigitsOf(value)));
          break;
        }
        case 'ledger':
          stampOnce(this.#ledger, this.#tag, number);
          stamp(this.#ledger, 0, LEDGER_BYTES, dueUs, sequence, lagUs);
          for (let byte = 0; byte < LEDGER_BYTES; byte++) at = writeHex(into, at, this.#ledger[byte]!, 2);
      }
    }
    return at - from;
  }
}

function mostBytesOf(piece: Piece, clients: number): number {
  switch (piece.kind) {
    case 'bytes':
      return piece.bytes.length;
    case 'client':
      return digitsOf(clients - 1);
    case 'seq':
      return SEQUENCE_DIGITS;
    case 'now':
      return NOW_DIGITS;
    case 'random':
      return piece.hexDigits === null
        ? digitsOf(piece.below - 1)
        : Math.max(piece.hexDigits, hexDigitsOf(piece.below - 1));
    case 'ledger':
      return LEDGER_DIGITS;
  }
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let left = value; left >= 10; left = Math.floor(left / 10)) digits++;
  return digits;
}

function hexDigitsOf(value: number): number {
  let digits = 1;
  for (let left = value; left >= 16; left = Math.floor(left / 16)) digits++;
  return digits;
}

function writeDecimal(into: Buffer, at: number, value: number): number {
  const end = at + digitsOf(value);
  for (let i = end - 1, left = value; i >= at; i--, left = Math.floor(left / 10))
    into[i] = 0x30 + (left % 10);
  return end;
}

function writeHex(into: Buffer, at: number, value: number, digits: number): number {
  const end = at + digits;
  for (let i = end - 1, left = value; i >= at; i--, left = Math.floor(left / 16)) into[i] = HEX[left % 16]!;
  return end;
}
