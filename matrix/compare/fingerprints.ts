/** What two arms were measured on, and what was measured. Pure. */
import type { ArmName, Difference } from '../../saved/comparison.ts';
import type { AnyResults, Fingerprint } from '../../saved/results.ts';
import { ResultsError } from '../../saved/results-error.ts';
import { PROTOCOLS } from '../../saved/runs.ts';
import { oneLine } from '../../text/visible.ts';
import type { ArmRuns } from './paired-samples.ts';

/**
 * Environment keys in which runs of the same protocol differ, between the arms or within one. `compared`: keys in which
 * they are meant to.
 */
export function environmentDifferences(arms: ArmRuns, compared: ReadonlySet<string>): Difference[] {
  return differences(arms, ({ environment }) => environment).filter(({ key }) => !compared.has(key));
}

/**
 * A run of an arm, all of it invalid where its targets are not of the kind, with the quota, that those of `first` are, a run
 * of the same arm: `auto` takes another kind where one does not start, once in a while. It then has the fingerprint of
 * `first`: it is no part of what was measured.
 */
export function ofTheKindOf<R extends AnyResults>(first: R, run: R): R {
  const text = ({ environment: { targetKind, quota } }: Fingerprint): string =>
    [targetKind, quota].filter(Boolean).join(' with ');
  const [wanted, found] = [text(first.fingerprint), text(run.fingerprint)];
  if (wanted === found || !hasTarget(run)) return run;
  const reasons = [`another kind of target than in the first run: ${found}, not ${wanted}`];
  const cells = run.cells.map((cell) => ({ ...cell, verdict: 'invalid', reasons, slo: [], target: null }));
  return { ...run, fingerprint: first.fingerprint, cells };
}

/** One without, because none came up, says nothing of its kind. */
export const hasTarget = ({ cells }: AnyResults): boolean => cells.some(({ target }) => target);

/** Subject keys in which the arms differ: what is compared. */
export const subjectDifferences = (arms: ArmRuns): Difference[] =>
  differences(arms, ({ subject }) => subject);

/** Throws ResultsError naming each key with both values. */
export function refuseDifferent(differing: readonly Difference[]): void {
  if (differing.length === 0) return;
  const lines = differing.map(
    ({ key, base, head }) => `  ${oneLine(`${key}: ${base} in base, ${head} in head`)}`,
  );
  throw new ResultsError(
    `The arms were not measured in the same environment, which is required for a comparison:\n${lines.join('\n')}\nMeasure both on the same machine with the same kind of target, or say --force.`,
  );
}

function differences(arms: ArmRuns, half: (fingerprint: Fingerprint) => object): Difference[] {
  const found = new Map<string, Difference>();
  for (const protocol of PROTOCOLS) {
    const values = (arm: ArmName, key: string): string[] => {
      const of = arms[arm].filter((run) => run.protocol === protocol && hasTarget(run));
      const texts = of.map(({ fingerprint }) => String(Reflect.get(half(fingerprint), key) ?? 'none'));
      return [...new Set(texts)].sort();
    };
    const [first] = [...arms.base, ...arms.head];
    for (const key of first ? Object.keys(half(first.fingerprint)) : []) {
      const [base, head] = [values('base', key), values('head', key)];
      // An arm without this protocol, or whose target never came up, says nothing.
      const both = base.length > 0 && head.length > 0;
      if (both && new Set([...base, ...head]).size > 1)
        found.set(key, { key, base: base.join(' and '), head: head.join(' and ') });
    }
  }
  return [...found.values()];
}

/** The subject of all runs of an arm; where they differ, all of them. */
export function subjectOf(runs: readonly AnyResults[]): Fingerprint['subject'] {
  const joined = (key: 'commit' | 'version' | 'image' | 'configuration'): string | null =>
    [...new Set(runs.flatMap(({ fingerprint }) => fingerprint.subject[key] ?? []))].sort().join(' + ') ||
    null;
  const dirty = runs.flatMap(({ fingerprint }) => fingerprint.subject.dirty ?? []);
  return {
    commit: joined('commit'),
    dirty: dirty.length > 0 ? dirty.includes(true) : null,
    version: joined('version'),
    image: joined('image'),
    configuration: joined('configuration'),
  };
}

export const targetsOf = (runs: readonly AnyResults[]): readonly string[] => [
  ...new Set(runs.flatMap(({ cells }) => cells.flatMap(({ target }) => target?.label ?? []))),
];
