/**
 * Why a connection failed, in the words in which failures are counted: the same for every protocol. What one protocol
 * adds, like the reasons of a CONNACK, stands with that protocol.
 */

import { tlsCause } from './tls-causes.ts';

/** Causes that lie in the generator's own machine; every other one is the target's. */
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

/** How many of these failures lie in the generator's own machine. */
export const failedLocally = (failedBy: Readonly<Record<string, number>>): number =>
  Object.values(GENERATOR_CONNECT_FAULTS).reduce((sum, cause) => sum + (failedBy[cause] ?? 0), 0);

/** The other ones, which are the target's. */
export const failedByTarget = (failedBy: Readonly<Record<string, number>>): Record<string, number> => {
  const own: readonly string[] = Object.values(GENERATOR_CONNECT_FAULTS);
  return Object.fromEntries(Object.entries(failedBy).filter(([cause]) => !own.includes(cause)));
};
