/** The rule about rooms: a room imports only rooms below it, and no folders import each other in a circle. Pure. */
import { dirname } from 'node:path/posix';
import type { Import } from './imports.ts';

/** From high to low; rooms of one line do not know each other. `.` is index.ts and config.ts, the two ways in. */
export const ROOMS: readonly (readonly string[])[] = [
  ['cli'],
  ['suites'],
  ['.'],
  ['matrix'],
  ['fixtures'],
  ['grading'],
  ['reporters'],
  ['slo'],
  ['observe'],
  ['targets'],
  ['saved'],
  ['load'],
  ['metrics'],
  ['text', 'statistics'],
];

/** What breaks the rule, a line each. Folders are those that files lie in: `slo` and `slo/mqtt` are two. */
export function breaches(imports: readonly Import[]): string[] {
  return [...imports.flatMap(upward), ...circlesOf(imports)];
}

const roomOf = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '.');
const lineOf = (room: string): number => ROOMS.findIndex((rooms) => rooms.includes(room));

function upward({ from, to }: Import): string[] {
  const [room, other] = [roomOf(from), roomOf(to)];
  for (const one of [room, other]) {
    if (lineOf(one) < 0)
      return [`${from} imports ${to}: ${one} is no room; add it in test/architecture/rooms.ts`];
  }
  if (room === other || lineOf(room) < lineOf(other)) return [];
  return [`${from} imports ${to}: ${room} may import only rooms below it, and ${other} is none of them`];
}

/** The shortest circle through each folder that is in one, with an import for each step. */
function circlesOf(imports: readonly Import[]): string[] {
  const steps = new Map<string, Map<string, Import>>();
  for (const one of imports) {
    const [from, to] = [dirname(one.from), dirname(one.to)];
    if (from === to) continue;
    const next = steps.get(from) ?? new Map<string, Import>();
    steps.set(from, next.set(to, next.get(to) ?? one));
  }
  const seen = new Set<string>();
  return [...steps.keys()].sort().flatMap((start) => {
    const circle = shortestCircle(start, steps);
    const name = [...circle].sort().join(' ');
    if (circle.length === 0 || seen.has(name)) return [];
    seen.add(name);
    const reasons = circle.map((folder, index) => {
      const { from, to } = steps.get(folder)!.get(circle[(index + 1) % circle.length]!)!;
      return `  ${from} imports ${to}`;
    });
    return [
      [`folders import each other in a circle: ${[...circle, start].join(' -> ')}`, ...reasons].join('\n'),
    ];
  });
}

/** Folders on the shortest way from `start` back to it; empty when there is none. */
function shortestCircle(start: string, steps: ReadonlyMap<string, ReadonlyMap<string, Import>>): string[] {
  const ways: string[][] = [[start]];
  const visited = new Set<string>();
  for (const way of ways) {
    for (const next of steps.get(way.at(-1)!)?.keys() ?? []) {
      if (next === start) return way;
      if (visited.has(next)) continue;
      visited.add(next);
      ways.push([...way, next]);
    }
  }
  return [];
}
