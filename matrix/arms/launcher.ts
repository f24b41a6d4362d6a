import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Beside the sources in the repository, one folder further up from what is built.
const PLACES = ['../../cli/tidemark.js', '../../../cli/tidemark.js'];

/** This tidemark's own command, for `node`. */
export const LAUNCHER: string = PLACES.map((path) => fileURLToPath(new URL(path, import.meta.url))).find(
  existsSync,
)!;
