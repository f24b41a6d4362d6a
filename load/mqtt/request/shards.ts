/** Requests by shard of their topic, over the whole run: written, and answered in time. Whoever answers may answer some shards only. */
import { shardsOf, templateParts } from '../../template.ts';

/** Of more, each has few requests, and results would be long. */
const MOST_SHARDS = 1024;

export class Shards {
  readonly asked: Uint32Array;
  readonly matched: Uint32Array;

  /** Null: the topic has none, or too many to tell of each. */
  static of(topic: string): Shards | null {
    const counts = templateParts(topic).flatMap((part) =>
      typeof part === 'string' ? [] : (shardsOf(part.name) ?? []),
    );
    const [count] = counts;
    return counts.length === 1 && count! <= MOST_SHARDS ? new Shards(count!) : null;
  }

  private constructor(count: number) {
    this.asked = new Uint32Array(count);
    this.matched = new Uint32Array(count);
  }

  ask(client: number): void {
    this.asked[client % this.asked.length]!++;
  }

  match(client: number): void {
    this.matched[client % this.matched.length]!++;
  }
}

/** Of several agents, shard by shard. */
export const addedUp = (parts: readonly Uint32Array[]): number[] =>
  Array.from({ length: Math.max(0, ...parts.map(({ length }) => length)) }, (_, shard) =>
    parts.reduce((sum, part) => sum + (part[shard] ?? 0), 0),
  );
