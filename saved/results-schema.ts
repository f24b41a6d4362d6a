import { z } from 'zod';
import { resultsSchema } from './results.ts';

/** Of results files, for readers that are not tidemark: published as `dist/results.schema.json`. */
export const resultsJsonSchema = (): unknown => ({
  title: 'tidemark results',
  ...z.toJSONSchema(resultsSchema, { io: 'input' }),
});
