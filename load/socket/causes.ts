/**
 * Why a connection failed, in the words in which failures are counted: the same for every protocol. What one protocol
 * adds, like the reasons of a CONNACK, stands with that protocol.
 */

import { type CauseCounts, totalOf } from '../cause-counts.ts';
import { tlsCause, UNUSABLE_CREDENTIALS } from './tls-causes.ts';

/** Causes that lie in the generator's own machine, beside credentials; every other one is the target's. */
export const GENERATOR_CONNECT_FAULTS = {
  ports: 'no free source port',
  files: 'too many open files',
  memory: 'no memory for a connection',
} as const;

export const CONNECTION_RESET = 'connection reset';

/** A wait that took too long. `missing`: what did not come, like 'connection' or 'answer'. */
export const timeOut = (missing: string): string => `time-out: no ${missing}`;

/** What the error of a socket means. */
export function socketCause(error: NodeJS.ErrnoException): string {
  const { code = '' } = error;
  const tls = tlsCause(error);
  if (tls !== null) return tls;
  switch (code) {
    case 'ECONNREFUSED':
      return 'connection refused';
    case 'ECONNRESET':
    case 'EPIPE':
      return CONNECTION_RESET;
    case 'ETIMEDOUT':
      return timeOut('connection');
    case 'EADDRINUSE':
    case 'EADDRNOTAVAIL':
      return GENERATOR_CONNECT_FAULTS.ports;
    case 'EMFILE':
    case 'ENFILE':
      return GENERATOR_CONNECT_FAULTS.files;
    case 'ENOBUFS':
    case 'ENOMEM':
      return GENERATOR_CONNECT_FAULTS.memory;
  }
  return code === '' ? error.message : code;
}

const OWN_FAULTS: ReadonlySet<string> = new Set(Object.values(GENERATOR_CONNECT_FAULTS));
/** It lies in the generator's own machine. */
export const isOwnFault = (cause: string): boolean =>
  OWN_FAULTS.has(cause) || cause.startsWith(UNUSABLE_CREDENTIALS);

/** The failures that lie in the generator's own machine. */
export const failedByGenerator = (failedBy: CauseCounts): Record<string, number> =>
  Object.fromEntries(Object.entries(failedBy).filter(([cause]) => isOwnFault(cause)));

export const failedLocally = (failedBy: CauseCounts): number => totalOf(failedByGenerator(failedBy));

/** The other ones, which are the target's. */
export const failedByTarget = (failedBy: CauseCounts): Record<string, number> =>
  Object.fromEntries(Object.entries(failedBy).filter(([cause]) => !isOwnFault(cause)));
