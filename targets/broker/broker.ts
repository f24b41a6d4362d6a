/** The one door to a broker under test. */

import type { OwnClient } from '../../load/mqtt/own-client.ts';
import type { MqttTarget } from '../../load/mqtt/plan-input.ts';
import type { TlsInput } from '../../load/socket/tls-input.ts';
import type { Kind } from '../kind.ts';
import type { Quota, Target } from '../target.ts';
import type { TrialTarget } from '../trial-target.ts';
import type { ListenerOptions } from './listener.ts';

/** Its `url` is like `mqtt://127.0.0.1:41883`. */
export interface Broker extends Target, TrialTarget {
  /** What clients need besides its `url`: whom to trust, and who they are. Null: nothing. */
  readonly tls: TlsInput | null;
  log(): Promise<string>;
  /** Further destinations of the same load, where the user named several; absent: none. */
  readonly also?: readonly MqttTarget[];
  /** `revive` gives it back the sessions, and the queued and retained messages, that it had. */
  readonly persistent?: true;
  /** Stops it and starts it again with what it kept, at its port; absent: one that is started again knows nothing. */
  startAgain?(): Promise<Broker>;
  /** How the clients of its last load connected: a broker may let in no others. */
  visitAs?: OwnClient;
}

/** `transport` and `clientCertificates`: of native mosquitto, of a mosquitto container and of the embedded broker. */
export interface BrokerOptions extends ListenerOptions {
  /** As `--broker` is written: one of the forms in kinds.ts. */
  readonly choice: string;
  /** A user's own broker configuration file. */
  readonly configurationFile?: string;
  /**
   * Of native mosquitto and of a mosquitto container: sessions, and queued and retained messages, survive `revive`. 'where possible':
   * other brokers are started without; `Broker.persistent` says it.
   */
  readonly persistence?: boolean | 'where possible';
  /**
   * Of mosquitto, native or in our container, that no configuration file is named for: each packet goes out at once, and none
   * waits for the acknowledgement of the one before it (`set_tcp_nodelay`). Other brokers are started as they are.
   */
  readonly noDelay?: boolean;
  /** Container only. */
  readonly quota?: Quota;
  /** Container only: no NAT between generator and broker (Linux). */
  readonly hostNetwork?: boolean;
  /** Embedded only: it tells perf(1) the names of its functions. */
  readonly namedFunctions?: boolean;
  /** Where it is to listen, if it can: one that is started again keeps its port. Not of a command or a URL. */
  readonly port?: number;
  /** One line for the user: which kind `auto` took and why. */
  readonly notice?: (line: string) => void;
}

/** A kind of broker. */
export type BrokerKind = Kind<Broker, BrokerOptions>;
