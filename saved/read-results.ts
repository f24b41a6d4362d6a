/** The one door through which saved results come in. */
import { NotRegular } from '../load/regular-file.ts';
import { oneLine } from '../text/visible.ts';
import { readJsonFile } from './long-json.ts';
import { type AnyResults, resultsSchema } from './results.ts';
import { ResultsError } from './results-error.ts';
import { RESULTS_VERSION, versionText } from './versions.ts';

/**
 * A saved run, checked. Unknown keys are kept, so a file of a later minor version can be read.
 * @throws ResultsError for another version, for text that is no JSON, and for a file of another shape.
 */
export function readResults(json: string, file = 'the results file'): AnyResults {
  let value: unknown;
  try {
    // An editor may have set a byte order mark, which is no part of the text.
    value = JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw notJson(file, error);
  }
  return checked(value, file);
}

/**
 * The same of a file of any length. `file`: what it is called. Rejects as Node does where it cannot be read, else with ResultsError as
 * `readResults` throws it. `longestBytes`: see `readJsonFile`.
 */
export async function readResultsFile(
  path: string,
  { file = path, longestBytes }: { readonly file?: string; readonly longestBytes?: number } = {},
): Promise<AnyResults> {
  const value = await readJsonFile(path, longestBytes).catch((error: NodeJS.ErrnoException) => {
    if (error instanceof NotRegular)
      throw new ResultsError(
        `${file} cannot be read: ${error.message}. Name a results file written by tidemark.`,
      );
    throw error.errno === undefined ? notJson(file, error) : error;
  });
  return checked(value, file);
}

const notJson = (file: string, error: unknown): ResultsError =>
  new ResultsError(
    `${file} is not JSON: ${oneLine((error as Error).message)}. Required: a results file written by tidemark. Run the tests again to write a new one.`,
  );

function checked(value: unknown, file: string): AnyResults {
  const version =
    value !== null && typeof value === 'object' && 'version' in value ? value.version : undefined;
  if (typeof version !== 'number') {
    throw new ResultsError(
      `${file} has ${version === undefined ? 'no version' : `the version ${versionText(version)}`}, so tidemark did not write it. A results file like results/mqtt-results.json is required.`,
    );
  }
  if (version !== RESULTS_VERSION) {
    throw new ResultsError(
      `${file} has version ${version}; required: version ${RESULTS_VERSION}. Read it with the tidemark release that wrote it, or run the tests again.`,
    );
  }
  if (!isWithin(value, MOST_DEPTH))
    throw new ResultsError(
      `${file} is not a results file: it is nested more than ${MOST_DEPTH} deep. Run the tests again to write a new one.`,
    );
  const parsed = resultsSchema.safeParse(value);
  if (parsed.success) return value as AnyResults;
  const issues = parsed.error.issues.map(
    (issue) => `  ${oneLine(`${issue.path.join('.')}: ${issue.message}`)}`,
  );
  const shown = issues.length > 5 ? [...issues.slice(0, 5), `  and ${issues.length - 5} more`] : issues;
  throw new ResultsError(
    `${file} is not a results file (version ${RESULTS_VERSION}):\n${shown.join('\n')}\nRun the tests again to write a new one.`,
  );
}

/** What is written has 12. */
const MOST_DEPTH = 100;

/** Whether lists and objects are nested at most so deep: what hashes and writes them calls itself for each level. */
function isWithin(value: unknown, depth: number): boolean {
  if (value === null || typeof value !== 'object') return true;
  return depth > 0 && Object.values(value).every((one) => isWithin(one, depth - 1));
}
