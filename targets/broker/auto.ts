import { type Candidate, firstOf } from '../auto.ts';
import type { Broker, BrokerOptions } from './broker.ts';
import { startContainer } from './container.ts';
import { startEmbedded } from './embedded.ts';
import { startNative } from './native.ts';

const wantsContainer = ({ quota, hostNetwork }: BrokerOptions) => quota !== undefined || hostNetwork === true;

const CANDIDATES: readonly Candidate<Broker, BrokerOptions>[] = [
  {
    kind: 'container',
    part: 'docker',
    fits: () => true,
    start: (options) => startContainer(null, options),
  },
  {
    kind: 'native',
    part: 'mosquitto',
    fits: (options) => !wantsContainer(options),
    start: startNative,
  },
  {
    kind: 'embedded',
    part: null,
    fits: (options) => !wantsContainer(options) && options.configurationFile === undefined,
    start: startEmbedded,
  },
];

/** The first that works of container, native, embedded, among those the options leave; see `firstOf`. */
export const startAuto = firstOf('broker', 'mqtt://HOST:PORT', CANDIDATES);
