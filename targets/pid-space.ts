/** Within what a pid and a start time name one process. */
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

let space: string | null | undefined;

/**
 * Names the pids and start times that this process sees, as a word to compare and nothing else: on Linux those of this boot, in this PID and
 * time namespace; elsewhere those of this machine, where start times are seconds since 1970. Null: it cannot be told, as where `/proc` is
 * that of another namespace; then no pid found in a file says anything.
 */
export function pidSpace(): string | null {
  if (space === undefined) space = process.platform === 'linux' ? spaceFromProc() : word(hostname());
  return space;
}

function spaceFromProc(): string | null {
  try {
    if (readlinkSync('/proc/self') !== String(process.pid)) return null;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return word([boot, readlinkSync('/proc/self/ns/pid'), timeNamespace()].join(' '));
  } catch {
    return null;
  }
}

/** Start times are shown in that of the reader (time_namespaces(7), Linux 5.6). */
function timeNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/time');
  } catch {
    return '';
  }
}

const word = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
