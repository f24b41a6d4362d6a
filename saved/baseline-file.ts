/** The baseline file on disk, `tidemark-baseline.json` unless said otherwise. */
import { readRegularFile } from '../load/regular-file.ts';
import { redact } from '../text/redact.ts';
import { oneLine } from '../text/visible.ts';
import type { Baseline } from './baseline-schema.ts';
import { orResultsError, proveReplaceable, replaceFile } from './replace-file.ts';
import { ResultsError } from './results-error.ts';
import { BASELINE_VERSION, versionText } from './versions.ts';

/** That of a thousand tests has 2 MiB. */
const MOST_BYTES = 32 * 1024 ** 2;

/** Null: there is no such file. Throws ResultsError when it cannot be read, is damaged, or has another version. */
export async function readBaseline(file: string): Promise<Baseline | null> {
  const next = 'Name another file with --baseline, or remove it and save a new one with --save-baseline.';
  let value: unknown;
  try {
    value = JSON.parse(
      readRegularFile(file, MOST_BYTES)
        .toString()
        .replace(/^\uFEFF/, ''),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new ResultsError(
      `The baseline ${file} cannot be read: ${oneLine((error as Error).message)}. ${next}`,
    );
  }
  const version = (value as { version?: unknown } | null)?.version;
  if (version !== BASELINE_VERSION) {
    throw new ResultsError(
      `The baseline ${file} has version ${versionText(version)}; required: version ${BASELINE_VERSION}. ${next}`,
    );
  }
  const { baselineSchema } = await import('./baseline-schema.ts');
  const parsed = baselineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new ResultsError(
    `The baseline ${file} is none tidemark wrote: ${oneLine(issues.join('; '))}. ${next}`,
  );
}

/** Replaces the file in one step, redacted. @throws ResultsError */
export const writeBaseline = (file: string, baseline: Baseline): Promise<void> =>
  orResultsError(cannotWrite(file), () =>
    replaceFile(file, `${JSON.stringify(redact(baseline), null, 2)}\n`),
  );

/** Proves that the file can be written before a run is made for it. @throws ResultsError */
export const proveWritable = (file: string): Promise<void> =>
  orResultsError(cannotWrite(file), () => proveReplaceable(file));

const cannotWrite =
  (file: string) =>
  (why: string): string =>
    `The baseline ${file} cannot be written: ${why}. Required: a file in a folder that can be written. Name one with --baseline.`;
