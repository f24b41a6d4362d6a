/** The one door to observing: what target, machine and generator were doing while a load ran. */
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnClient } from '../load/mqtt/own-client.ts';
import { steadyMs } from '../load/steady-clock.ts';
import type { Observation } from '../saved/observation.ts';
import type { AnyRunResult, Protocol } from '../saved/runs.ts';
import { requiredParts } from '../targets/required-parts.ts';
import type { Target } from '../targets/target.ts';
import { bottleneck } from './bottleneck.ts';
import { cpuLimitPercent } from './cpu-limit.ts';
import { Endpoints } from './exporters/endpoints.ts';
import { networkApart } from './network-apart.ts';
import { ProcessLooks } from './process-looks.ts';
import { ProcessSampler } from './processes.ts';
import { quotaPercent } from './quota.ts';
import { recordSar } from './sar.ts';
import { sampleQueues } from './sockets.ts';
import { watchSysTopics } from './sys/topics.ts';
import { targetFunctions } from './target-functions.ts';
import { unreadBytes } from './unread-bytes.ts';
import { heldBy } from './waits.ts';
import { whereabouts } from './whereabouts.ts';

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
  /** URLs of Prometheus endpoints that tell of the target and its machine. Absent: none. */
  readonly endpoints?: readonly string[];
  /** In which functions the target spends its CPU is recorded (perf). Absent: no. */
  readonly perf?: boolean;
  /** Results folder; made when absent. */
  readonly folder: string;
  /** Path stem for what is kept within `folder`, one for each load. */
  readonly cell: string;
}

/**
 * Begins to observe; call before anything connects, since counters and idle memory are taken here. What cannot be
 * observed is one line in `Observation.missing` and fails nothing, except sysstat when `TIDEMARK_REQUIRE` lists it:
 * then its absence rejects with Error; and an endpoint that does not answer, which rejects with TargetUnavailable.
 * `Observation.files` are names within `folder`.
 */
export async function observe({
  target: observed,
  folder,
  cell,
  protocol = 'mqtt',
  watchAs,
  endpoints: urls = [],
  perf = false,
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

  const endpoints = await Endpoints.watch(urls, (name) => join(folder, name), cell);
  files.push(...endpoints.files);
  const sar = await keeping(`${cell}.sar`, recordSar)
    .catch(sysstatMissing)
    .catch(async (error: Error) => {
      await endpoints.stop();
      throw error;
    });
  const processes = new ProcessSampler();
  const watch = (...watched: Parameters<ProcessSampler['watch']>) => {
    try {
      processes.watch(...watched);
    } catch (error) {
      orMissing(error as Error);
    }
  };
  const {
    elsewhere,
    process: found,
    unseen,
  } = await whereabouts(observed, protocol === 'mqtt' ? 'broker' : 'site');
  // What tidemark started has another process once it was started again.
  const current = () => observed.pid ?? found?.pid ?? null;
  if (found) watch(found.name, found.pid, { ...found, current });
  const looks = new ProcessLooks(found && (() => ({ ...found, pid: current() ?? found.pid })));
  const functions = perf ? await targetFunctions(found, join(folder, `${cell}.perf`)).catch(orMissing) : null;
  const [sys, queues] = await Promise.all([
    protocol === 'mqtt' && !endpoints.count
      ? keeping(`${cell}.sys.log`, (file) => watchSysTopics(observed.url, file, watchAs)).catch(orMissing)
      : null,
    sampleQueues(observed.port, found && networkApart(found.pid)).catch(orMissing),
  ]);
  const stop = async () => {
    processes.stop();
    looks.stop();
    queues?.stop();
    await Promise.all([sar?.stop(), sys?.stop(), endpoints.stop(), functions?.stop()]);
  };

  let measureStartedMs: number | null = null;

  return {
    measureStarts() {
      measureStartedMs = steadyMs();
      looks.measureStarts();
      queues?.soon();
      functions?.start(looks.targetProcesses());
    },
    agents(pids) {
      looks.agents(pids);
      for (const pid of pids) watch(`agent ${pid}`, pid);
    },
    [Symbol.asyncDispose]: stop,
    async finish(result) {
      const zeroMs = measureStartedMs ?? Date.parse(result.startedAt);
      const { measureMs } = result.plan;
      const { waits, threads, others } = looks.between(zeroMs, zeroMs + measureMs);
      await functions?.stop();
      const hot = threads[0] ? ((await functions?.read(threads[0]).catch(orMissing)) ?? null) : null;
      if (hot) files.push(`${cell}.perf`);
      // Whoever interrupted a load does not wait for the broker's next round.
      const awaited = result.status === 'measured' && !result.interrupted;
      const counted = awaited && sys ? sys.waitForTick() : false;
      // sar writes whole seconds: the last one of the measure phase ends up to 1 s after it.
      const restMs = zeroMs + measureMs + 1000 - steadyMs();
      const rest = sar || urls.length > 0 ? sleep(Math.min(Math.max(restMs, 0), 1000)) : null;
      const [final] = await Promise.all([counted, rest]);
      const scraped = await endpoints.scrapeLast();
      await stop();
      const counting = { zeroMs, underLoadUntilMs: zeroMs + measureMs };
      const version = observed.version ?? observed.label;
      const figures =
        sys?.history.figures({ ...counting, final, version }) ??
        endpoints.counters({ ...counting, final: awaited && scraped });
      if (figures && sys && !final && awaited && sys.notes.length === 0) {
        missing.push(
          "the broker's counters after the load are not known: no $SYS messages came within 12.5 s",
        );
      }
      missing.push(...(sys?.notes ?? []));
      const kept = sys?.history.empty ? files.filter((name) => !name.endsWith('.sys.log')) : files;
      // It is there, and the load has been made: what it did not record takes no verdict away.
      const machine = (await sar?.read(zeroMs).catch(orMissing)) ?? null;
      const series = processes.series(zeroMs);
      const seen = series.find(({ pid }) => pid === found?.pid) ?? null;
      // What the user names is the target, unless tidemark started it and knows better.
      const told = observed.pid === null ? endpoints.process(zeroMs) : null;
      const target = told ?? seen;
      const agents = series.filter((one) => one !== seen);
      const system = machine?.system ?? null;
      const machines = endpoints.machines(zeroMs);
      missing.push(...endpoints.notes);
      if (unseen !== null && target === null && machines.length === 0) missing.push(unseen);
      if (result.status === 'measured' && target !== null && !reaches(target, measureMs))
        missing.push('the CPU and memory of the target were not observed in the measure phase');
      const cores = availableParallelism();
      const singleThreaded =
        observed.singleThreaded === true ||
        (target !== null && target === seen && processes.threads(found!.pid) === 1);
      const quotaOfTarget = quotaPercent(observed.quota);
      const limit = cpuLimitPercent({
        singleThreaded,
        quotaPercent: quotaOfTarget,
        cores: elsewhere ? Number.POSITIVE_INFINITY : cores,
      });
      const samples = (queues?.samples ?? []).map((it) => ({ ...it, atMs: it.atMs - zeroMs }));
      const unread = unreadBytes(samples, measureMs);
      const held = heldBy('the generator', waits.generator, waits.target);
      return {
        system,
        ...(elsewhere && { elsewhere }),
        ...(machines.length > 0 && { machines }),
        target: target && { ...target, ...(Number.isFinite(limit) && { cpuLimitPercent: limit }) },
        agents,
        ...(threads.length > 0 && { threads }),
        ...(unread && { unread }),
        ...(hot && { functions: hot }),
        ...(held.length > 0 && { generatorHeld: held.join('; ') }),
        broker: figures,
        bottleneck: bottleneck({
          measureMs,
          cores,
          system,
          networkBusyPercent: machine?.networkBusyPercent ?? [],
          elsewhere,
          machines,
          target,
          targetSingleThreaded: singleThreaded,
          targetQuotaPercent: quotaOfTarget,
          generator: result.generator,
          queues: samples,
          waits,
          others,
        }),
        missing,
        files: kept,
      };
    },
  };
}

/** Some whole second of the measure phase was observed; of one shorter than that none is asked for. */
const reaches = (
  { fromMs, cpuPercent }: { fromMs: number; cpuPercent: readonly unknown[] },
  measureMs: number,
) => measureMs < 2000 || (fromMs < measureMs && fromMs + 1000 * cpuPercent.length > 0);
