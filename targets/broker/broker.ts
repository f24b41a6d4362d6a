/** The one door to a broker under test. */
import type { Kind } from '../kind.ts';
import type { Quota, Target } from '../target.ts';
import type { TrialTarget } from '../trial-target.ts';

/** Its `url` is like `mqtt://127.0.0.1:41883`. */
export interface Broker extends Target, TrialTarget {
  log(): Promise<string>;
}

export interface BrokerOptions {
  /** As `--broker` is written: one of the forms in kinds.ts. */
  readonly choice: string;
  /** A user's own broker configuration file. */
  readonly configurationFile?: string;
  /** Container only. */
  readonly quota?: Quota;
  /** Container only: no NAT between generator and broker (Linux). */
  readonly hostNetwork?: boolean;
  /** One line for the user: which kind `auto` took and why. */
  readonly notice?: (line: string) => void;
}

/** A kind of broker. */
export type BrokerKind = Kind<Broker, BrokerOptions>;
