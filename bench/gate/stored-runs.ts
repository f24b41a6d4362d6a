/** Real runs of the brokers, kept beside the bench: what `--collect` measured, and comparisons are drawn from. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { oneALine } from './one-a-line.ts';

/** Judged in every comparison. */
export const GATED = ['publish.ack.p50', 'delivery.p99', 'target.cpu_per_message'] as const;
export type Gated = (typeof GATED)[number];

export const ARMS = ['base', 'ack', 'cpu', 'tail'] as const;
export type Arm = (typeof ARMS)[number];

/** Which metric of which slower broker is a tenth more. */
export const PLANTED = {
  ack: 'publish.ack.p50',
  cpu: 'target.cpu_per_message',
  tail: 'delivery.p99',
} as const satisfies Record<Exclude<Arm, 'base'>, Gated>;
export const PLANTED_ARMS = ['ack', 'cpu', 'tail'] as const satisfies (keyof typeof PLANTED)[];

const FILE = new URL('runs.json', import.meta.url);

const schema = z.object({
  /** ISO 8601. */
  collectedAt: z.string(),
  environment: z.record(z.string(), z.unknown()),
  /** Of the brokers measured; see `plant.ts`. */
  plants: z.record(z.enum(ARMS), z.object({ idleRules: z.number(), keptMessages: z.number() })),
  /** In the order they were made. Milliseconds. */
  runs: z.array(
    z.object({
      arm: z.enum(ARMS),
      startedAt: z.string(),
      metrics: z.object({
        'publish.ack.p50': z.number(),
        'delivery.p99': z.number(),
        'target.cpu_per_message': z.number(),
      }),
    }),
  ),
});
export type StoredRuns = z.infer<typeof schema>;
export type StoredRun = StoredRuns['runs'][number];

/** Throws Error when there are none. */
export function readStored(): StoredRuns {
  if (!existsSync(FILE)) throw new Error('There are no stored runs: make them with --collect 60.');
  return schema.parse(JSON.parse(readFileSync(FILE, 'utf8')));
}

export function writeStored({ runs, ...head }: StoredRuns): void {
  writeFileSync(FILE, oneALine(head, 'runs', runs));
}
