/** `bisect.md`: which commit made it worse, from `bisect.json` alone. Pure. */
import type { BisectResult, Commit, MeasuredCommit } from '../../saved/bisect.ts';
import { median, quantile } from '../../statistics/quartiles.ts';
import { listed, orNone, percent, plural } from '../../text/format.ts';
import { formatQuantity } from '../../text/quantity.ts';
import { parametersText } from '../cell-name.ts';
import { code, codeBlock, text } from '../markdown/inline.ts';
import { section } from '../markdown/layout.ts';
import { left, right, table } from '../markdown/table.ts';

/** The report. */
export function bisectMarkdown(result: BisectResult): string {
  const { followed, threshold, commits, log, command } = result;
  const quantity = (value: number) => formatQuantity(value, followed.unit);
  const { suite, title, parameters } = followed.cell;
  const test = [title, parametersText(parameters)].filter(Boolean).join(', ');
  const [good, bad] = [commits[0], commits.at(-1)].map((end) => orNone(median(end?.samples ?? []), quantity));
  const sections = [
    `# Bisect of ${followed.metric}`,
    ...(result.unchecked === undefined ? [] : [`**${text(result.unchecked)}**`]),
    verdict(result),
    section(
      'Commits',
      `In the order of history. ${text(followed.metric)} of ${text(test)} (${code(suite)}), median of the valid runs; the spread is their interquartile range.`,
      commitsTable(result),
      skipped(commits),
    ),
    ...confirmation(result),
    section(
      'Threshold',
      `${quantity(threshold)}: the middle of the medians of the good end, ${good}, and of the bad one, ${bad}. A commit is bad when its median is ${followed.better === 'lower' ? 'above' : 'below'} it.`,
      calibrations(result),
    ),
    section('Log of git bisect', codeBlock(log)),
    section('Environment', environment(result)),
    section('Reproduce', codeBlock(command, 'sh')),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** What was found, in plain text: the first line of the answer, and what it rests on. */
export function bisectLines(result: BisectResult): readonly string[] {
  const { outcome, suspects, commits, calibrations = [] } = result;
  // Both ends were measured too; the bad one is among the suspects.
  const tested = commits.slice(1).length;
  const again =
    calibrations.length === 0
      ? ''
      : `; the machine drifted, so both ends were measured again ${calibrations.length === 1 ? 'once' : `${calibrations.length} times`}`;
  const measured = `${plural(suspects, 'commit')} suspected, ${tested} tested, ${skippedOf(commits).length} of them skipped${again}`;
  if (outcome.kind === 'not confirmed') {
    return [
      `Not confirmed: commits read good before ${shortly(outcome.candidate)} and bad from it on, but run in turn with its parent it is not clearly worse`,
      outcome.why,
      measured,
    ];
  }
  if (outcome.kind === 'only skipped') {
    return [
      'The first bad commit is one of these; the others among them could not be measured:',
      ...outcome.candidates.map((commit) => `  ${shortly(commit)}`),
      measured,
    ];
  }
  return [`First bad commit: ${shortly(outcome.first)}`, change(result, outcome.first), measured];
}

/** `3fa9c12 Wait before each answer` */
export const shortly = ({ commit, subject }: Commit): string => `${commit.slice(0, 7)} ${subject}`;

/** From the last good commit before the first bad one to that one itself. */
function change({ followed, commits, confirmation }: BisectResult, first: Commit): string {
  const at = commits.findIndex(({ commit }) => commit === first.commit);
  const lastGood = commits.slice(0, at).findLast(({ verdict }) => verdict === 'good');
  const before = median(confirmation?.before.samples ?? lastGood?.samples ?? []);
  const after = median(confirmation?.first ?? commits[at]?.samples ?? []);
  const { metric, unit } = followed;
  const sign = after > before ? '+' : '';
  const times = before === 0 ? '' : ` (${sign}${percent((100 * (after - before)) / before)} %)`;
  return `${metric} ${formatQuantity(before, unit)} before it, ${formatQuantity(after, unit)} with it${times}`;
}

function verdict(result: BisectResult): string {
  const { outcome } = result;
  const [head = '', ...rest] = bisectLines(result);
  if (outcome.kind === 'found') {
    return `**${code(outcome.first.commit.slice(0, 7))} ${text(outcome.first.subject)}** is the first bad commit. ${rest.map(sentence).join(' ')}`;
  }
  if (outcome.kind === 'not confirmed') {
    return ['**not found**', ...[head, ...rest].map(sentence), ADVICE].join('\n\n');
  }
  const candidates = outcome.candidates.map(
    ({ commit, subject }) => `- ${code(commit.slice(0, 7))} ${text(subject)}`,
  );
  return [`**not found** — ${head}`, candidates.join('\n'), sentence(rest.at(-1) ?? '')].join('\n\n');
}

const ADVICE =
  'Either the machine drifted while commits were measured, or several commits have a part in the change. Bisect again when less else runs on the machine, or with longer runs (`--for`) or more of them (`--trials`).';

/** The commit that was found and its parent, run in turn: a section, or none. */
function confirmation({ confirmation: runs, followed, outcome }: BisectResult): readonly string[] {
  if (!runs || outcome.kind === 'only skipped') return [];
  const first = outcome.kind === 'found' ? outcome.first : outcome.candidate;
  const line = (which: string, { commit, subject }: Commit, samples: readonly number[]): string => {
    const values = samples.map((value) => formatQuantity(value, followed.unit)).join(', ');
    return `- ${which} ${code(commit.slice(0, 7))} ${text(subject)}: ${values || 'no valid run'}`;
  };
  const lines = [line('parent', runs.before, runs.before.samples), line('commit', first, runs.first)];
  return [section('Confirmation', 'Run in turn, so that both met the same machine:', lines.join('\n'))];
}

/** Where the machine drifted. */
function calibrations({ calibrations = [], followed }: BisectResult): string | null {
  if (calibrations.length === 0) return null;
  const quantity = (value: number) => formatQuantity(value, followed.unit);
  const lines = calibrations.map(
    ({ good, bad, threshold }) =>
      `- good end ${orNone(median(good), quantity)}, bad end ${orNone(median(bad), quantity)}: ${threshold === null ? 'not apart' : `threshold ${quantity(threshold)}`}`,
  );
  return `The machine drifted: an end that was run beside the commits read as it should not. Both ends were measured again, and from then on the threshold was theirs:\n\n${lines.join('\n')}`;
}

const sentence = (line: string): string => `${text(line)}.`;

function commitsTable({ commits, followed, outcome }: BisectResult): string {
  const first = outcome.kind === 'found' ? outcome.first.commit : null;
  const quantity = (value: number) => formatQuantity(value, followed.unit);
  return table<MeasuredCommit>(
    [
      left('commit', ({ commit }) => code(commit.slice(0, 7))),
      left('subject', ({ subject }) => text(subject)),
      left('verdict', ({ commit, verdict }) => (commit === first ? `**first ${verdict}**` : verdict)),
      right('median', ({ samples }) => orNone(median(samples), quantity)),
      right('spread (IQR)', ({ samples }) =>
        orNone(quantile(samples, 0.75) - quantile(samples, 0.25), quantity),
      ),
      right('n', ({ samples }) => String(samples.length)),
      right('invalid', ({ invalid }) => String(invalid.length)),
      ...(commits.some(({ uncounted }) => uncounted)
        ? [right<MeasuredCommit>('not counted', ({ uncounted = 0 }) => String(uncounted))]
        : []),
    ],
    commits,
  );
}

const skippedOf = (commits: readonly MeasuredCommit[]): readonly MeasuredCommit[] =>
  commits.filter(({ verdict }) => verdict === 'skip');

function skipped(commits: readonly MeasuredCommit[]): string | null {
  const items = skippedOf(commits).map(
    ({ commit, reason }) =>
      `${code(commit.slice(0, 7))} was skipped:\n\n${codeBlock(reason ?? 'not measured')}`,
  );
  return items.length > 0 ? items.join('\n\n') : null;
}

function environment({ environment, tidemark, startedAt, finishedAt, durationMs }: BisectResult): string {
  const { cpu, cores, os, kernel, node, targetKind, quota } = environment;
  const elapsedMs = durationMs ?? Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt));
  const minutes = Math.round(elapsedMs / 60_000);
  const facts = [
    `${cpu}, ${plural(cores, 'core')}`,
    os,
    `kernel ${kernel}`,
    `Node ${node}`,
    `target: ${targetKind}`,
    ...(quota === null ? [] : [`quota ${quota}`]),
    `tidemark ${tidemark}`,
    `started ${startedAt}`,
    `took ${minutes} min`,
  ];
  return `${text(listed(facts))}.`;
}
