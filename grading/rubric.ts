/** What a rubric may say. */
import { posix } from 'node:path';
import { z } from 'zod';
import { isAnswerMetric } from '../metrics/answer.ts';
import { MetricError, parseMetric } from '../metrics/parse.ts';

export const KINDS = ['slo', 'scale', 'file', 'human'] as const;

const name = z.string().trim().min(1);
/** Points are given in tenths. */
const inTenths = (points: number): boolean => Math.abs(points * 10 - Math.round(points * 10)) < 1e-9;
const TENTHS = { error: 'points in tenths are required, like 0.5' };
const positive = z.number().positive();
const atLeastOne = z.int().min(1);

const metric = name.superRefine((text, context) => {
  if (isAnswerMetric(text)) return;
  try {
    parseMetric(text);
  } catch (error) {
    if (!(error instanceof MetricError)) throw error;
    context.addIssue(error.message);
  }
});

/** Which cells: `*` in suite and title stands for anything. */
const cells = {
  suite: name,
  title: name.default('*'),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  /** Bounds that must have been promised, word for word; of a capacity search in every trial. */
  promise: z.record(metric, name).default({}),
};

/** As it is named everywhere else: without `./`. */
const path = name
  .transform((given) => posix.normalize(given))
  .refine((normal) => !/^(?:\/|\.\.?(?:\/|$))/.test(normal) && !normal.endsWith('/'), {
    error: 'a file below the folder of the submission is required',
  })
  .refine((normal) => !(normal.includes('/') && normal.endsWith('-results.md')), {
    error: 'a report lies beside its results, in the folder of the submission itself',
  });

const step = z.strictObject({ at: z.number(), points: z.number().min(0).refine(inTenths, TENTHS) });

const part = z
  .strictObject({
    /** Heading; without it the whole file. */
    section: name.optional(),
    paragraphs: atLeastOne.optional(),
    /** Words that stand in the header of one table. */
    table: z.array(name).min(1).optional(),
    /** So many points at which a table each has CPU, disk and network. */
    sar: atLeastOne.optional(),
    /** Only rows with this word count for `sar`. */
    of: name.optional(),
    /** Links and images that lead to a file that is there. */
    links: atLeastOne.optional(),
  })
  .refine(({ of: _, ...wanted }) => Object.values(wanted).some((value) => value !== undefined), {
    error: 'at least one of section, paragraphs, table, sar, links is required',
  })
  .refine(({ of, sar }) => of === undefined || sar !== undefined, { error: 'of goes with sar only' });

const criterion = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens are required'),
    title: name,
    points: positive.refine(inTenths, TENTHS),
    slo: z
      .strictObject({ ...cells, metrics: z.union([z.literal('all'), z.array(metric).min(1)]).default('all') })
      .optional(),
    scale: z
      .strictObject({
        metric: metric.default('capacity'),
        cell: z.strictObject(cells),
        /** The value is divided by that of this cell. */
        over: z.strictObject(cells).optional(),
        /** No point at `from`, all of them at `to`. */
        linear: z.strictObject({ from: z.number(), to: z.number() }).optional(),
        steps: z.array(step).min(2).optional(),
      })
      .optional(),
    file: z
      .strictObject({
        path,
        parts: z.array(part).min(1),
      })
      .optional(),
    /** What the grader is to look at. */
    human: name.optional(),
  })
  .superRefine(({ points, scale, ...rest }, context) => {
    const given = KINDS.filter((kind) => (kind === 'scale' ? scale : rest[kind]) !== undefined);
    if (given.length !== 1) {
      context.addIssue(`one of ${KINDS.join(', ')} is required; there is ${given.join(' and ') || 'none'}`);
    }
    const problem = scale && scaleProblem(scale, points);
    if (problem) context.addIssue({ code: 'custom', message: problem, path: ['scale'] });
  });

export const rubricSchema = z
  .strictObject({
    title: name,
    total: positive,
    criteria: z.array(criterion).min(1),
    /** What else has to be handed in and no criterion looks at. */
    checklist: z.array(name).default([]),
  })
  .superRefine(({ total, criteria }, context) => {
    const sum = criteria.reduce((all, { points }) => all + points, 0);
    if (Math.abs(sum - total) > 1e-9) {
      const message = `the points of the criteria add up to ${sum}, not to the total of ${total}`;
      context.addIssue({ code: 'custom', message, path: ['total'] });
    }
    criteria.forEach(({ id }, index) => {
      if (criteria.findIndex((other) => other.id === id) < index) {
        context.addIssue({ code: 'custom', message: `"${id}" is taken`, path: ['criteria', index, 'id'] });
      }
    });
  });

export type Rubric = z.infer<typeof rubricSchema>;
export type Criterion = Rubric['criteria'][number];
export type CellPattern = NonNullable<Criterion['scale']>['cell'];
export type Scale = NonNullable<Criterion['scale']>;
export type Part = z.infer<typeof part>;

function scaleProblem(
  { linear, steps }: { linear?: Scale['linear']; steps?: Scale['steps'] },
  points: number,
) {
  if ((linear === undefined) === (steps === undefined)) return 'one of linear and steps is required';
  if (linear) return linear.from === linear.to ? 'from and to are the same' : null;
  const pairs = (steps ?? []).slice(1).map((next, index) => ({ before: steps![index]!, next }));
  const rising = pairs.every(({ before, next }) => next.at > before.at);
  const falling = pairs.every(({ before, next }) => next.at < before.at);
  if (!rising && !falling) return '`at` must rise from step to step, or fall';
  if (!pairs.every(({ before, next }) => next.points > before.points))
    return '`points` must rise from step to step';
  return steps!.at(-1)!.points === points ? null : `the last step must be worth all ${points} points`;
}
