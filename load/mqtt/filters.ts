/** Topic filters (OASIS MQTT 4.7), shared ones (MQTT 5 4.8.2) included. */
import { readSubscription } from './topic-index.ts';

const levelsOf = (filter: string): string[] => readSubscription(filter).filter.split('/');

export function isFilter(filter: string): boolean {
  const levels = levelsOf(filter);
  return levels.every(
    (level, i) => level === '+' || (level === '#' && i === levels.length - 1) || !/[+#\0]/.test(level),
  );
}

/** Whether there is a topic that both match. */
export function filtersOverlap(one: string, other: string): boolean {
  const [a, b] = [levelsOf(one), levelsOf(other)];
  // A wildcard at the top matches no topic that begins with $ (4.7.2).
  if ((isWild(a[0]!) && b[0]!.startsWith('$')) || (isWild(b[0]!) && a[0]!.startsWith('$'))) return false;
  for (let i = 0; ; i++) {
    const [x, y] = [a[i], b[i]];
    // # also matches the level above it (4.7.1.2).
    if (x === '#' || y === '#' || (x === undefined && y === undefined)) return true;
    if (x === undefined || y === undefined) return false;
    if (x !== y && x !== '+' && y !== '+') return false;
  }
}

const isWild = (level: string): boolean => level === '+' || level === '#';
