import { environmentHash } from '../../saved/environment-hash.ts';
import type { SavedResults } from '../../saved/results.ts';
import { duration, NONE, percent } from '../../text/format.ts';
import { setBy } from '../clock-text.ts';
import { code, codeBlock, text } from '../markdown/inline.ts';
import { folded, section } from '../markdown/layout.ts';
import { left, table } from '../markdown/table.ts';

type Fact = readonly [string, string | null];

/** Where it was measured, what was measured, and the command that does it again. */
export function environmentSection(results: SavedResults): string {
  const { environment, subject } = results.fingerprint;
  const targets = [...new Set(results.cells.flatMap(({ target }) => target?.label ?? []))];
  const facts: Fact[] = [
    ['CPU', `${text(environment.cpu)}, ${environment.cores} ${environment.cores === 1 ? 'core' : 'cores'}`],
    ['memory', `${percent(environment.memoryBytes / 2 ** 30)} GiB`],
    ['operating system', `${text(environment.os)}, kernel ${text(environment.kernel)}`],
    ['Node.js', text(environment.node)],
    ['target', text([environment.targetKind, ...targets.slice(0, 3)].filter(Boolean).join(', '))],
    ['target quota', environment.quota && text(environment.quota)],
    ['target version', subject.version && text(subject.version)],
    ['target image', subject.image && code(subject.image)],
    ['target configuration', subject.configuration && code(subject.configuration)],
    ['commit', subject.commit && code(subject.commit) + (subject.dirty ? ', with uncommitted changes' : '')],
    ['tidemark', text(results.tidemark)],
    ['started', text(results.startedAt)],
    ['took', took(results)],
    ...stepsOf(results),
    ['environment hash', code(environmentHash(environment))],
  ];
  return folded(
    'Environment and subject',
    'Machine, versions, commit and date',
    table<Fact>([left('what', ([name]) => name), left('value', ([, value]) => value || NONE)], facts),
    'Runs can be compared when their environment hash is the same.',
  );
}

export const commandSection = (results: SavedResults): string =>
  section('Reproduce', codeBlock(results.command, 'sh'));

/** What could not be observed, and how to have it next time. */
export function missingSection(results: SavedResults): string | null {
  const lines = new Set(
    results.cells.flatMap(({ runs }) => runs.flatMap(({ observation }) => observation.missing)),
  );
  return lines.size > 0
    ? section('Not observed', [...lines].map((line) => `- ${text(line)}`).join('\n'))
    : null;
}

const stepsOf = ({ clockStepsMs = [] }: SavedResults): Fact[] =>
  clockStepsMs.length === 0
    ? []
    : [['clock', `${clockStepsMs.map(setBy).join('; ')}; seconds and durations follow one that nobody sets`]];

function took({ startedAt, finishedAt, durationMs, interrupted }: SavedResults): string | null {
  if (finishedAt === null) return 'not finished';
  const elapsedMs = durationMs ?? Date.parse(finishedAt) - Date.parse(startedAt);
  // Of an older file whose clock was set meanwhile.
  if (elapsedMs < 0) return null;
  return `${duration(elapsedMs)}${interrupted ? ', interrupted' : ''}`;
}
