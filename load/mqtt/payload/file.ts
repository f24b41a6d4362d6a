/** The text of a payload that lies in a file. */
import { PlanError } from '../../plan-input.ts';
import { readRegularFile, whyUnread } from '../../regular-file.ts';

/** A plan holds it, and results hold the plan. */
const MOST_BYTES = 64 * 1024;

/** `path`: below the folder of the command. @throws PlanError */
export function fileText(path: string): string {
  let content: Buffer;
  try {
    content = readRegularFile(path, MOST_BYTES);
  } catch (error) {
    throw unfit(path, whyUnread(error));
  }
  if (content.length === 0) throw unfit(path, '0 B');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw new PlanError(
      `payload.file: text in UTF-8 is required; ${path} has other bytes. Name a size in place of it.`,
    );
  }
}

const unfit = (path: string, got: string): PlanError =>
  new PlanError(
    `payload.file: a regular file of 1 B to 64 KiB that can be read is required; got ${got} at ${path}. For larger messages name a size.`,
  );
