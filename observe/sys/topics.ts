/** Watches a broker's own figures: every message under `$SYS/#` goes to a log file and into a history. */

import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { newObserverId, type OwnClient } from '../../load/mqtt/own-client.ts';
import { steadyMs } from '../../load/steady-clock.ts';
import { connectOwn } from '../../targets/broker/own-connection.ts';
import { BoundedLog } from '../recording/bounded-log.ts';
import { SysHistory } from './history.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const anybody = (): OwnClient => ({
  protocolVersion: 4,
  clientId: newObserverId(),
  values: { client: 0, group: 'observer', run: 'observer' },
});
/** Most brokers have said something by then: it is retained, or comes every 2 s or sooner. */
const FIRST_MESSAGE_TIMEOUT_MS = 2_500;
/** mosquitto's default interval is 10 s, and it publishes on the second after. */
const TICK_TIMEOUT_MS = 12_500;
const LOOK_EVERY_MS = 20;
const MOST_LOG_BYTES = 64 * 1024 * 1024;
/** Counters are numbers, and a version is a line. */
const MOST_VALUE_BYTES = 1024;
/** No broker's own counters come to that: mosquitto sends 2 kB every 10 s, the embedded broker 4 kB a second. */
const FLOOD_BYTES = 16 * 1024 * 1024;
const FLOOD_BYTES_A_SECOND = 256 * 1024;

export interface SysWatcher {
  readonly history: SysHistory;
  /** What is missing of the broker's messages, a line each. */
  readonly notes: readonly string[];
  /**
   * Waits for a whole round of `$SYS` messages that began after this call, so that the broker's counters hold all it
   * did before; false when none came within 12.5 s, or before the load, or the connection is lost. A topic whose
   * value did not change may be left out of a round (mosquitto does that).
   */
  waitForTick(): Promise<boolean>;
  /** Disconnects and closes the log; safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Returns when the counters before any load are known, after the broker's next tick: 1 s on average where
 * `sys_interval` is 1 (mosquitto then ticks every 2 s). A broker that says nothing within 2.5 s is watched all the same, and what
 * it said before the load is not known. Throws Error, one line, when the broker lets nobody watch.
 */
export async function watchSysTopics(
  url: string,
  logFile: string,
  as: OwnClient = anybody(),
): Promise<SysWatcher> {
  const history = new SysHistory();
  const log = new BoundedLog(logFile, MOST_LOG_BYTES);
  let lost = false;
  let flood: string | null = null;
  let silent = false;

  const client = await connectOwn(url, as, CONNECT_TIMEOUT_MS).catch(async (error: Error) => {
    await log.discard();
    throw new Error(`the broker's own counters ($SYS) could not be watched: ${error.message}`);
  });
  client.on('error', () => {});
  let ours = false;
  let closed = false;
  client.on('close', () => {
    lost = true;
    closed ||= !ours;
  });
  client.on('message', (topic, payload) => {
    const value = payload.subarray(0, MOST_VALUE_BYTES).toString();
    history.record(topic, value, steadyMs());
    log.write(`${new Date().toISOString()} ${topic} ${value.replaceAll('\n', '\\n')}`);
  });
  const sinceMs = performance.now();
  const watch = setInterval(() => {
    const { bytesRead = 0 } = client.stream as Partial<Socket>;
    const seconds = (performance.now() - sinceMs) / 1000;
    if (bytesRead < FLOOD_BYTES + FLOOD_BYTES_A_SECOND * seconds) return;
    flood = `the broker sent ${Math.round(bytesRead / 1e6)} MB of its own counters ($SYS) in ${Math.round(seconds)} s: they were no longer watched`;
    lost = true;
    clearInterval(watch);
    ours = true;
    client.end(true);
  }, LOOK_EVERY_MS).unref();

  const until = async (reached: () => boolean, timeoutMs: number): Promise<boolean> => {
    const deadlineMs = performance.now() + timeoutMs;
    while (!reached()) {
      if (lost || performance.now() > deadlineMs) return false;
      await sleep(LOOK_EVERY_MS);
    }
    return true;
  };
  const watcher: SysWatcher = {
    history,
    get notes() {
      return [
        ...(flood === null ? unheard(history, closed) : [flood]),
        ...(log.incomplete === null ? [] : [`the $SYS log is incomplete: ${log.incomplete}`]),
      ];
    },
    async waitForTick() {
      if (silent) return false;
      const calledMs = steadyMs();
      return until(() => history.roundSince(calledMs, steadyMs()), TICK_TIMEOUT_MS);
    },
    async stop() {
      clearInterval(watch);
      ours = true;
      await client.endAsync(true).catch(() => {}); // a frozen broker would never answer a polite end
      if (history.empty) await log.discard();
      else await log.close();
    },
  };
  try {
    // The library itself waits for a SUBACK without a limit.
    const waiting = new AbortController();
    const [granted] = await Promise.race([
      client.subscribeAsync('$SYS/#', { qos: 0 }).finally(() => waiting.abort()),
      sleep(CONNECT_TIMEOUT_MS, null, { signal: waiting.signal }).then(() => {
        throw new Error(`it did not answer the subscription within ${CONNECT_TIMEOUT_MS / 1000} s`);
      }),
    ]);
    if (!granted || granted.qos > 2) throw new Error('the subscription was refused');
    const heard = await until(() => history.roundSince(0, steadyMs()), FIRST_MESSAGE_TIMEOUT_MS);
    if (flood !== null) throw new Error(flood);
    if (!heard && history.heard)
      throw new Error(`its messages came without a pause for ${FIRST_MESSAGE_TIMEOUT_MS / 1000} s`);
    // Retained readings are as old as the last tick. A broker that says nothing so far may yet do so.
    if (heard && (await watcher.waitForTick())) history.begin();
    else silent = true;
    return watcher;
  } catch (error) {
    await watcher.stop();
    await log.discard();
    throw new Error(`the broker publishes no counters of its own ($SYS): ${(error as Error).message}`);
  }
}

/** Why the counters of a load are not known; empty: they are. */
function unheard(history: SysHistory, closed: boolean): readonly string[] {
  if (closed)
    return [
      "the broker's counters after the load are not known: the broker closed the connection that watched them ($SYS)",
    ];
  if (history.begun) return [];
  if (history.heard) {
    return [
      `the broker's counters before the load are not known: no $SYS messages came within ${TICK_TIMEOUT_MS / 1000} s; let it publish them every 10 s or more often`,
    ];
  }
  const why = history.instead ?? 'or more seldom than once in a load';
  return [
    `the broker publishes no counters of its own ($SYS)${history.instead === null ? ', ' : '; '}${why}`,
  ];
}
