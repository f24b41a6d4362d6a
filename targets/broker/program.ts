import { freePort } from '../free-port.ts';
import { newTargetFolder } from '../owner-folder.ts';
import { findProgram, launchUntilReady } from '../program.ts';
import { TargetUnavailable } from '../target-unavailable.ts';
import type { Broker } from './broker.ts';
import { type ListenerReach, PLAIN } from './listener.ts';
import { localBroker } from './local-broker.ts';
import { mqttBy, readVersion } from './ready.ts';

const READY_WITHIN_MS = 10_000;

/** Where the program must listen, and a folder of its own, removed by `stop`. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly folder: string;
}

/** A broker program that is installed on this machine. */
export interface BrokerProgram {
  readonly kind: string;
  /** Its name on the PATH. */
  readonly program: string;
  /** What to do where it is not installed. */
  readonly install: string;
  /** Where it has to listen; absent: on a free port. */
  readonly port?: number;
  /** How long it may take to end; default: as all targets. */
  readonly endsWithinMs?: number;
  /** Its working folder in place of its own. */
  readonly cwd?: string;
  /** Arguments for a user who tries it by hand. */
  readonly byHand: string;
  /** Makes what it needs in its folder; gives its arguments, and the hash of its configuration where there is one. */
  prepare(place: Place): Promise<{
    readonly args: readonly string[];
    readonly configuration?: string;
    readonly reach?: ListenerReach;
  }>;
  /** What it says of its version where `$SYS` does not: 'mosquitto version 2.0.11'. */
  readonly versionOf?: (file: string) => Promise<string>;
}

/** Somebody else may take a port between its choice and its use. */
const PORTS_TRIED = 3;

/**
 * Runs a program of this machine as a broker, on a free port of 127.0.0.1 where none is asked for.
 * @throws TargetUnavailable when it is not installed, or does not come up.
 */
export async function runBrokerProgram(broker: BrokerProgram): Promise<Broker> {
  if (broker.port !== undefined) return runAt(broker.port, broker);
  for (let tried = 1; ; tried++) {
    try {
      return await runAt(await freePort(), broker);
    } catch (error) {
      const taken = error instanceof TargetUnavailable && /address already in use/i.test(error.message);
      if (!taken || tried === PORTS_TRIED) throw error;
    }
  }
}

async function runAt(port: number, broker: BrokerProgram): Promise<Broker> {
  const { kind, program, cwd, endsWithinMs } = broker;
  const file = await findProgram(program);
  if (file === null) {
    throw new TargetUnavailable({
      what: `no ${kind} broker`,
      required: `${program} on the PATH`,
      actual: 'not found',
      nextStep: broker.install,
    });
  }
  const place: Place = { host: '127.0.0.1', port, folder: newTargetFolder() };
  const { args, configuration, reach = PLAIN } = await broker.prepare(place);
  const running = await launchUntilReady(
    mqttBy(reach),
    place,
    {
      folder: place.folder,
      file,
      args,
      ...(cwd !== undefined && { cwd }),
      ...(endsWithinMs !== undefined && { endsWithinMs }),
    },
    {
      what: `${program} (${file})`,
      deadlineMs: READY_WITHIN_MS,
      nextStep: `run it by hand: ${file} ${broker.byHand}`,
    },
  );
  const told = readVersion(running.answer.version) ? '' : ((await broker.versionOf?.(file)) ?? '');
  return localBroker(running, {
    kind,
    name: program,
    version: readVersion(told)?.version ?? null,
    reach,
    ...(configuration !== undefined && { configuration }),
  });
}
