/** Keeps what a run measured as the baseline of those to come, as far as the command line lets it. */
import { relative } from 'node:path';
import type { Settings } from '../fixtures/settings.ts';
import type { Problem } from '../reporters/vitest/problem.ts';
import { type MeasuredCell, withRun } from '../saved/baseline.ts';
import { readBaseline, writeBaseline } from '../saved/baseline-file.ts';
import { collectFingerprint, collectMachine } from '../saved/fingerprint.ts';
import { ResultsError } from '../saved/results-error.ts';
import { version } from '../saved/version.ts';
import type { Terminal } from './terminal.ts';

/** What kept it from being saved; null: nothing did. */
export async function saveBaseline(
  cells: readonly MeasuredCell[],
  { baseline: file, saveBaseline: what }: Pick<Settings, 'baseline' | 'saveBaseline'>,
  terminal: Terminal,
): Promise<Problem | null> {
  if (what === 'nothing' || (what === 'absent' && cells.every(({ awaited }) => awaited.length === 0)))
    return null;
  const [machine, { subject }] = await Promise.all([collectMachine(), collectFingerprint(process.cwd())]);
  const { commit } = subject;
  const measuredAt = new Date().toISOString();
  try {
    const before = await readBaseline(file);
    const saving = { what, tidemark: version, machine, commit, measuredAt };
    const { baseline, notices } = withRun(before, cells, saving);
    terminal.note(...notices);
    if (baseline !== null) {
      await writeBaseline(file, baseline);
      terminal.note(`baseline saved: ${relative('', file)}`);
    }
    return null;
  } catch (error) {
    if (!(error instanceof ResultsError)) throw error;
    return { kind: 'unavailable', where: 'baseline', message: error.message, stack: null };
  }
}
