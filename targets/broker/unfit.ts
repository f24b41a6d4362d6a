/** Which options most kinds of broker cannot honour. */
import type { BrokerOptions } from './broker.ts';
import type { ListenerOptions } from './listener.ts';

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

/** Null: it need not keep sessions when it is started again, which only mosquitto does here. */
export const wantsPersistence = ({ persistence }: BrokerOptions): string | null =>
  persistence === true ? 'persistence needs native mosquitto or a mosquitto container' : null;

/** Null: clients reach it by plain TCP, as they do any broker. */
export const wantsListener = ({ transport = 'tcp', clientCertificates }: ListenerOptions): string | null =>
  transport === 'tcp' && clientCertificates === undefined
    ? null
    : `transport '${transport}' needs native mosquitto, a mosquitto container or the embedded broker`;

/** Null: a listener can be as asked. */
export const unfitListener = ({ transport = 'tcp', clientCertificates }: ListenerOptions): string | null =>
  clientCertificates === undefined || transport === 'tls' || transport === 'wss'
    ? null
    : `clientCertificates needs transport 'tls' or 'wss'; got '${transport}'`;
