/** Reading a results file: the schema of `Results`, and the one door through which saved files come in. */
import { z } from 'zod';
import { capacitySchema } from './capacity-schema.ts';
import { httpRunResultSchema } from './http-run-schema.ts';
import { type AnyResults, RESULTS_VERSION } from './results.ts';
import { ResultsError } from './results-error.ts';
import { observationSchema, runResultSchema } from './run-schema.ts';
import { sloRow, verdict } from './slo-schema.ts';

const text = z.string().nullable();

const cellOf = <R extends z.ZodType>(result: R) =>
  z.object({
    suite: z.string(),
    title: z.string(),
    parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    planHash: z.string(),
    verdict,
    reasons: z.array(z.string()).readonly(),
    slo: z.array(sloRow).readonly(),
    metrics: z.record(z.string(), z.object({ value: z.number(), unit: z.string(), n: z.number() })),
    target: z
      .object({
        kind: z.string(),
        label: z.string(),
        version: text,
        image: text,
        configuration: text,
        quota: text,
      })
      .nullable(),
    disagreements: z.array(z.string()).readonly(),
    warnings: z.array(z.string()).readonly(),
    runs: z.array(z.object({ result, observation: observationSchema })).readonly(),
    durationMs: z.number(),
    capacity: capacitySchema.exactOptional(),
  });

/** What figures of one machine are not to be held against those of another for. */
export const machineSchema = z.object({
  cpu: z.string(),
  cores: z.number(),
  memoryBytes: z.number(),
  os: z.string(),
  kernel: z.string(),
  node: z.string(),
});

const frame = {
  version: z.literal(RESULTS_VERSION),
  startedAt: z.string(),
  finishedAt: text,
  interrupted: z.boolean(),
  tidemark: z.string(),
  command: z.string(),
  fingerprint: z.object({
    environment: z.object({
      ...machineSchema.shape,
      targetKind: z.string(),
      quota: text,
    }),
    subject: z.object({
      commit: text,
      dirty: z.boolean().nullable(),
      version: text,
      image: text,
      configuration: text,
    }),
  }),
  integrity: z.object({ sha256: z.string(), signature: z.string().exactOptional() }).exactOptional(),
};
const resultsSchema = z.discriminatedUnion('protocol', [
  z.object({ ...frame, protocol: z.literal('mqtt'), cells: z.array(cellOf(runResultSchema)).readonly() }),
  z.object({ ...frame, protocol: z.literal('http'), cells: z.array(cellOf(httpRunResultSchema)).readonly() }),
]);

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
type Same<A, B> =
  (<T>() => T extends DeepReadonly<A> ? 1 : 2) extends <T>() => T extends DeepReadonly<B> ? 1 : 2
    ? true
    : false;
/** Does not compile when the schema and the interfaces part. */
true satisfies Same<z.infer<typeof resultsSchema>, AnyResults>;

/** The published JSON Schema, kept as `results.schema.json`. */
export const resultsJsonSchema = (): unknown => ({
  title: 'tidemark results',
  ...z.toJSONSchema(resultsSchema, { io: 'input' }),
});

/**
 * A saved run, checked. Unknown keys are kept, so a file of a later minor version can be read.
 * Throws ResultsError for another version, for text that is no JSON, and for a file of another shape.
 */
export function readResults(json: string, file = 'the results file'): AnyResults {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new ResultsError(
      `${file} is not JSON: ${(error as Error).message}. Required: a results file written by tidemark. Run the tests again to write a new one.`,
    );
  }
  const version =
    value !== null && typeof value === 'object' && 'version' in value ? value.version : undefined;
  if (version !== RESULTS_VERSION) {
    throw new ResultsError(
      `${file} has version ${JSON.stringify(version) ?? 'none'}; required: version ${RESULTS_VERSION}. Read it with the tidemark release that wrote it, or run the tests again.`,
    );
  }
  const parsed = resultsSchema.safeParse(value);
  if (parsed.success) return value as AnyResults;
  const issues = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  const shown = issues.length > 5 ? [...issues.slice(0, 5), `  and ${issues.length - 5} more`] : issues;
  throw new ResultsError(
    `${file} is not a results file (version ${RESULTS_VERSION}):\n${shown.join('\n')}\nRun the tests again to write a new one.`,
  );
}
