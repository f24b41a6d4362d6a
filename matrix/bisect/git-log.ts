import type { BisectResult, Commit } from '../../saved/bisect.ts';

/** What `git bisect log` ends with; null: it has not ended. */
export function outcomeOf(log: string): BisectResult['outcome'] | null {
  const [first] = commitsAfter('first bad commit', log);
  if (first) return { kind: 'found', first };
  const candidates = commitsAfter('possible first bad commit', log);
  return candidates.length > 0 ? { kind: 'only skipped', candidates } : null;
}

const commitsAfter = (words: string, log: string): readonly Commit[] =>
  [...log.matchAll(new RegExp(`^# ${words}: \\[(\\w+)\\] (.*)$`, 'gm'))].map(
    ([, commit = '', subject = '']) => ({ commit, subject }),
  );
