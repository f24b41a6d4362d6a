/** How clients lost their connections, in words. */
import { plural } from '../../text/format.ts';
import { CONNECTION_RESET } from '../socket/causes.ts';

/** A connection that ended without a word of why. */
export const CLOSED_BY_BROKER = 'closed by the broker';

/**
 * `the broker closed 1,001 connections, the first 4.0 s after the start of the measure phase`.
 *
 * @param afterS seconds from the start of the measure phase to the first loss
 */
export function lossText(cause: string, times: number, afterS: number): string {
  const first = times === 1 ? '' : 'the first ';
  return `${what(cause, plural(times, 'connection'))}, ${first}${when(afterS)}`;
}

function what(cause: string, connections: string): string {
  // Of several destinations, which one: see GroupSlice.
  const [, bare = cause, where = ''] = /^(.*)( \(\S+:\d+\))$/.exec(cause) ?? [];
  if (bare === CLOSED_BY_BROKER) return `the broker${where} closed ${connections}`;
  if (bare === CONNECTION_RESET) return `the broker${where} reset ${connections}`;
  return `${connections} ended (${cause})`;
}

const when = (afterS: number): string =>
  afterS < 0
    ? `${(-afterS).toFixed(1)} s before the measure phase`
    : `${afterS.toFixed(1)} s after the start of the measure phase`;
