/** `node deploy/build/results-schema.ts`: writes the JSON Schema of results files. A part of `npm run build`. */
import { writeFileSync } from 'node:fs';
import { resultsJsonSchema } from '../../saved/results-schema.ts';

const file = new URL('../../dist/results.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(resultsJsonSchema(), null, 2)}\n`);
