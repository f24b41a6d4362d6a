/** `node test/architecture/check-rooms.ts [FOLDER]`: part of `npm run check`. Circles of files are Biome's to find. */
import { importsIn } from './imports.ts';
import { breaches } from './rooms.ts';

const found = breaches(importsIn(process.argv[2] ?? '.'));
for (const breach of found) process.stderr.write(`${breach}\n`);
if (found.length > 0) process.exitCode = 1;
