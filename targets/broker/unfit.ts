/** Which options most kinds of broker cannot honour. */
import type { BrokerOptions } from './broker.ts';

/** Null: nothing is asked for that only a container has. */
export function wantsContainer({ quota, hostNetwork }: BrokerOptions): string | null {
  if (quota !== undefined) return 'a quota needs a container';
  return hostNetwork ? 'host networking needs a container' : null;
}

/** Null: there is no configuration file, which only mosquitto reads. */
export const wantsMosquitto = ({ configurationFile }: BrokerOptions): string | null =>
  configurationFile === undefined
    ? null
    : 'a configuration file needs native mosquitto or a mosquitto container';
