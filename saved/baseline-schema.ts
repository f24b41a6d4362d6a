/** The shape of a baseline file. Apart from what is done with one: most runs have none, and zod takes a while to load. */
import { z } from 'zod';
import { machine } from './results.ts';
import { BASELINE_VERSION } from './versions.ts';

const text = z.string().nullable();
const metricValue = z.object({ value: z.number(), unit: z.string(), n: z.number() });
const cellSchema = z.object({
  suite: z.string(),
  title: z.string(),
  /** Without `repeat`: of several runs of a cell the medians are kept. */
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** One a load of the test, in order. */
  planHashes: z.array(z.string()),
  targetKind: z.string(),
  quota: text,
  /** ISO 8601. */
  measuredAt: z.string(),
  commit: text,
  metrics: z.record(z.string(), metricValue),
});
export const baselineSchema = z.object({
  version: z.literal(BASELINE_VERSION),
  tidemark: z.string(),
  machine,
  cells: z.array(cellSchema),
});

export type Baseline = z.infer<typeof baselineSchema>;
