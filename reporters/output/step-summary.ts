import { appendFile, stat } from 'node:fs/promises';
import { redact } from '../../text/redact.ts';
import { visible } from '../../text/visible.ts';
import type { Conclusion } from '../conclusion.ts';
import type { Output } from './output.ts';

/** A summary that cannot be written changes no verdict: it is noted. */
export const stepSummary: Output = {
  description: 'the job summary of a step of GitHub Actions, where the run is one (GITHUB_STEP_SUMMARY)',
  byDefault: true,
  open: ({ note }) => {
    const found: string[] = [];
    return {
      stop: async (results) => {
        if (!process.env.GITHUB_STEP_SUMMARY) return [];
        const { findingsOf } = await import('../findings/findings.ts');
        const [first] = findingsOf(redact(results));
        if (first) found.push(first.said);
        return [];
      },
      conclude: async (conclusion) => {
        const file = process.env.GITHUB_STEP_SUMMARY;
        if (!file) return;
        // No run needs it before its end.
        const { STEP_SUMMARY_BYTES, stepSummary } = await import('../step-summary/markdown.ts');
        const { size } = await stat(file).catch(() => ({ size: 0 }));
        try {
          // Other commands of the step may have written before.
          const markdown = stepSummary({ ...redacted(conclusion), found }, STEP_SUMMARY_BYTES - size);
          if (markdown === '') note(`No room is left in the summary of this step, ${file}.`);
          else await appendFile(file, visible(markdown));
        } catch (error) {
          note(`The summary of this step cannot be written: ${(error as Error).message}.`);
        }
      },
    };
  },
};

/** Histograms and series stay behind: they hold no text, and there are many. */
const redacted = ({ cells, ...rest }: Conclusion): Conclusion =>
  redact({ ...rest, cells: cells.map((cell) => ({ ...cell, metrics: {}, runs: [] })) });
