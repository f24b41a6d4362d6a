/** The text of a payload that lies in a file. */
import { readFileSync } from 'node:fs';
import { PlanError } from '../../plan-input.ts';

/** A plan holds it, and results hold the plan. */
const MOST_BYTES = 64 * 1024;

/** `path`: below the folder of the command. @throws PlanError */
export function fileText(path: string): string {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (error) {
    throw new PlanError(`payload.file: a file that can be read is required; ${(error as Error).message}.`);
  }
  if (content.length === 0 || content.length > MOST_BYTES)
    throw new PlanError(
      `payload.file: a file of 1 B to 64 KiB is required; ${path} has ${content.length.toLocaleString('en-US')} B. For larger messages name a size.`,
    );
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw new PlanError(
      `payload.file: text in UTF-8 is required; ${path} has other bytes. Name a size in place of it.`,
    );
  }
}
