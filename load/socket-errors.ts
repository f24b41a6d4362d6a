/** Why a socket failed, in words that are counted. */

/** Causes that lie in the generator's own machine; every other one is the target's. */
export const GENERATOR_CONNECT_FAULTS = {
  ports: 'no free source port',
  files: 'too many open files',
  memory: 'no memory for a connection',
} as const;
