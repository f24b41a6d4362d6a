/** Appends to the job summary of the CI step this runs in, where there is one. */
import { appendFile, stat } from 'node:fs/promises';
import { STEP_SUMMARY_BYTES, type StepSummary, stepSummary } from '../reporters/output/step-summary.ts';
import { redact } from '../text/redact.ts';
import type { Terminal } from './terminal.ts';

/** A summary that cannot be written changes no verdict: it is noted. */
export async function appendStepSummary(summary: StepSummary, terminal: Terminal): Promise<void> {
  const file = process.env.GITHUB_STEP_SUMMARY;
  if (!file) return;
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  try {
    // Other commands of the step may have written before.
    const markdown = stepSummary(redacted(summary), STEP_SUMMARY_BYTES - size);
    if (markdown === '') terminal.note(`No room is left in the summary of this step, ${file}.`);
    else await appendFile(file, markdown);
  } catch (error) {
    terminal.note(`The summary of this step cannot be written: ${(error as Error).message}.`);
  }
}

/** Histograms and series stay behind: they hold no text, and there are many. */
const redacted = ({ cells, ...rest }: StepSummary): StepSummary =>
  redact({ ...rest, cells: cells.map((cell) => ({ ...cell, metrics: {}, runs: [] })) });
