import { readFileSync } from 'node:fs';
import type { Target } from '../../targets/target.ts';

/**
 * Id of the container a target runs in, by its first process. Not by its port: the engine may publish one container's
 * port over IPv4 at the number of another's over IPv6.
 */
export function containerOf({ label, pid }: Target): string {
  const [id] = /[0-9a-f]{64}/.exec(readFileSync(`/proc/${pid}/cgroup`, 'utf8')) ?? [];
  if (id === undefined) throw new Error(`${label}, process ${pid}, is in no container`);
  return id;
}
