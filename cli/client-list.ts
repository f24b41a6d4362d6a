/** `tidemark client-list`: clients and their destinations, for mqttbench and for `clientList` of a test file. */
import { clientListLines, type ListAsked } from '../load/mqtt/client-list/write.ts';
import { EXIT, type ExitCode } from '../saved/exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** A list may have a million lines. */
const LINES_AT_ONCE = 1000;

export function writeClientList(asked: ListAsked, terminal: Terminal): ExitCode {
  let lines: string[] = [];
  for (const line of clientListLines(asked)) {
    if (lines.push(line) < LINES_AT_ONCE) continue;
    terminal.result(lines.join('\n'));
    lines = [];
  }
  if (lines.length > 0) terminal.result(lines.join('\n'));
  return EXIT.met;
}
