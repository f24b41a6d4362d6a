/** Topics that differ from message to message, because clients share a packet: written in place, mostly without a text. */
import { fillTemplate, randomField, shardsOf, templateParts } from '../template.ts';
import { type RunValues, valuesOf } from './client-values.ts';
import type { GroupPlan } from './plan.ts';

const ZERO = 0x30;
/** There are fewer than a thousand. */
const LONGEST_DESTINATION = '999';

/** A number: of shards. A text: a template. */
type Part = Buffer | 'client' | number | string;

export class TopicWriter {
  /** The longest topic takes so many. */
  readonly mostBytes: number;
  readonly #parts: readonly Part[];
  readonly #group: GroupPlan;
  readonly #run: RunValues;

  constructor(template: string, group: GroupPlan, run: RunValues) {
    this.#group = group;
    this.#run = run;
    const { name, clients } = group;
    this.#parts = templateParts(template).map((part): Part => {
      if (typeof part === 'string') return Buffer.from(part);
      if (part.name === 'client') return 'client';
      if (part.name === 'group' || part.name === 'run')
        return Buffer.from(part.name === 'group' ? name : run.name);
      const shards = shardsOf(part.name);
      return shards === null ? `{${part.name}}` : shards;
    });
    this.mostBytes = this.#parts.reduce<number>((sum, part) => sum + mostBytesOf(part, clients), 0);
  }

  /** Writes the topic of a client so that it ends at `end`; returns where it begins. */
  write(buffer: Buffer, end: number, client: number): number {
    let at = end;
    for (let i = this.#parts.length - 1; i >= 0; i--) {
      const part = this.#parts[i]!;
      if (part === 'client') at = writeDecimal(buffer, at, client);
      else if (typeof part === 'string') {
        const text = fillTemplate(part, valuesOf(this.#group, client, this.#run));
        at -= text.length;
        buffer.write(text, at, 'latin1');
      } else if (typeof part === 'number') at = writeDecimal(buffer, at, client % part);
      else {
        at -= part.length;
        part.copy(buffer, at);
      }
    }
    return at;
  }
}

function writeDecimal(buffer: Buffer, end: number, value: number): number {
  let at = end;
  let left = value;
  do {
    const rest = Math.floor(left / 10);
    buffer[--at] = ZERO + left - 10 * rest;
    left = rest;
  } while (left > 0);
  return at;
}

function mostBytesOf(part: Part, clients: number): number {
  if (part === 'client') return String(clients - 1).length;
  if (part === '{destination}') return LONGEST_DESTINATION.length;
  if (typeof part === 'string') {
    const { below = 1, hexDigits } = randomField(part.slice(1, -1)) ?? {};
    return Math.max(hexDigits ?? 0, String(below - 1).length);
  }
  return typeof part === 'number' ? String(part - 1).length : part.length;
}
