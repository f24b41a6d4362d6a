/** The one door to observing: what target, machine and generator were doing while a load ran. */
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnClient } from '../load/mqtt/own-client.ts';
import type { Observation } from '../saved/observation.ts';
import type { AnyRunResult, Protocol } from '../saved/runs.ts';
import { requiredParts } from '../targets/required-parts.ts';
import type { Target } from '../targets/target.ts';
import { bottleneck } from './bottleneck.ts';
import { ProcessSampler } from './processes.ts';
import { quotaPercent } from './quota.ts';
import { recordSar } from './sar.ts';
import { sampleQueues } from './sockets.ts';
import { steadyMs } from './steady-clock.ts';
import { watchSysTopics } from './sys-topics.ts';

export interface Observer extends AsyncDisposable {
  /** The generator's processes, as soon as they are known; may be called again with more. */
  agents(pids: readonly number[]): void;
  /** Call when the measure phase begins: the time that a result says may be of a clock that was set meanwhile. */
  measureStarts(): void;
  /**
   * Call once, when the load has drained and its clients are gone: waits for the broker's final counters (up to
   * 12.5 s where `$SYS` comes every 10 s) and ends observing. Rejects only when sysstat is required and failed.
   */
  finish(result: AnyRunResult): Promise<Observation>;
  /** Ends observing without an answer; does nothing after `finish`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** The target: a broker, or a site in its place. */
export type ObservedTarget = Pick<
  Target,
  'url' | 'port' | 'pid' | 'mayHaveChildren' | 'singleThreaded' | 'version' | 'label' | 'quota'
>;

export interface ObserveOptions {
  readonly target: ObservedTarget;
  /** Default MQTT. */
  readonly protocol?: Protocol;
  /** How `$SYS` is watched, which an MQTT broker has: as the clients of the load connect. Absent: by MQTT 3.1.1. */
  readonly watchAs?: OwnClient | undefined;
  /** Results folder; made when absent. */
  readonly folder: string;
  /** Path stem for what is kept within `folder`, one for each load. */
  readonly cell: string;
}

/**
 * Begins to observe; call before anything connects, since counters and idle memory are taken here. What cannot be
 * observed is one line in `Observation.missing` and fails nothing, except sysstat when `TIDEMARK_REQUIRE` lists it:
 * then its absence rejects with Error. `Observation.files` are names within `folder`.
 */
export async function observe({
  target: observed,
  folder,
  cell,
  protocol = 'mqtt',
  watchAs,
}: ObserveOptions): Promise<Observer> {
  const missing: string[] = [];
  const files: string[] = [];
  const orMissing = (error: Error): null => {
    missing.push(error.message);
    return null;
  };
  // A disk that is full keeps no load from being judged.
  await mkdir(dirname(join(folder, cell)), { recursive: true }).catch(orMissing);
  const sysstatMissing = (error: Error): null => {
    if (requiredParts().has('sysstat')) throw new Error(`${error.message} (required by TIDEMARK_REQUIRE)`);
    return orMissing(error);
  };
  /** Begins something that keeps a file; the file is named only when it worked. */
  const keeping = async <T>(name: string, begin: (file: string) => Promise<T>): Promise<T> => {
    const begun = await begin(join(folder, name));
    files.push(name);
    return begun;
  };

  const sar = await keeping(`${cell}.sar`, recordSar).catch(sysstatMissing);
  const processes = new ProcessSampler();
  const watch = (name: string, pid: number, withChildren = false) => {
    try {
      processes.watch(name, pid, withChildren);
    } catch (error) {
      orMissing(error as Error);
    }
  };
  if (observed.pid !== null)
    watch(protocol === 'mqtt' ? 'broker' : 'site', observed.pid, observed.mayHaveChildren);
  const [sys, queues] = await Promise.all([
    protocol === 'mqtt'
      ? keeping(`${cell}.sys.log`, (file) => watchSysTopics(observed.url, file, watchAs)).catch(orMissing)
      : null,
    sampleQueues(observed.port).catch(orMissing),
  ]);
  const stop = async () => {
    processes.stop();
    queues?.stop();
    await Promise.all([sar?.stop(), sys?.stop()]);
  };

  let measureStartedMs: number | null = null;

  return {
    measureStarts() {
      measureStartedMs = steadyMs();
    },
    agents(pids) {
      for (const pid of pids) watch(`agent ${pid}`, pid);
    },
    [Symbol.asyncDispose]: stop,
    async finish(result) {
      const zeroMs = measureStartedMs ?? Date.parse(result.startedAt);
      const { measureMs } = result.plan;
      // Whoever interrupted a load does not wait for the broker's next round.
      const awaited = result.status === 'measured' && !result.interrupted;
      const counted = awaited && sys ? sys.waitForTick() : false;
      // sar writes whole seconds: the last one of the measure phase ends up to 1 s after it.
      const restMs = zeroMs + measureMs + 1000 - steadyMs();
      const [final] = await Promise.all([counted, sar && sleep(Math.min(Math.max(restMs, 0), 1000))]);
      await stop();
      const figures =
        sys?.history.figures({
          final,
          zeroMs,
          underLoadUntilMs: zeroMs + measureMs,
          version: observed.version ?? observed.label,
        }) ?? null;
      if (figures && !final && awaited && sys?.notes.length === 0) {
        missing.push(
          "the broker's counters after the load are not known: no $SYS messages came within 12.5 s",
        );
      }
      missing.push(...(sys?.notes ?? []));
      // It is there, and the load has been made: what it did not record takes no verdict away.
      const machine = (await sar?.read(zeroMs).catch(orMissing)) ?? null;
      const series = processes.series(zeroMs);
      const target = series.find(({ pid }) => pid === observed.pid) ?? null;
      const agents = series.filter(({ pid }) => pid !== observed.pid);
      const system = machine?.system ?? null;
      if (result.status === 'measured' && target !== null && !reaches(target, measureMs))
        missing.push('the CPU and memory of the target were not observed in the measure phase');
      return {
        system,
        target,
        agents,
        broker: figures,
        bottleneck: bottleneck({
          measureMs,
          cores: availableParallelism(),
          system,
          networkBusyPercent: machine?.networkBusyPercent ?? [],
          target,
          targetSingleThreaded:
            observed.singleThreaded || (observed.pid !== null && processes.threads(observed.pid) === 1),
          targetQuotaPercent: quotaPercent(observed.quota),
          generator: result.generator,
          queues: (queues?.samples ?? []).map((it) => ({ ...it, atMs: it.atMs - zeroMs })),
        }),
        missing,
        files,
      };
    },
  };
}

/** Some whole second of the measure phase was observed; of one shorter than that none is asked for. */
const reaches = (
  { fromMs, cpuPercent }: { fromMs: number; cpuPercent: readonly unknown[] },
  measureMs: number,
) => measureMs < 2000 || (fromMs < measureMs && fromMs + 1000 * cpuPercent.length > 0);
