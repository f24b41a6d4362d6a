/** The one door to a site under test. */
import type { Kind } from '../kind.ts';
import type { Quota, Target } from '../target.ts';
import type { TrialTarget } from '../trial-target.ts';

/**
 * Its `url` is like `http://127.0.0.1:8080`: paths are appended to it. It has no `untilIdle`: the users of a search
 * stay between trials, and `hold` waits by itself until the site has served what came before.
 */
export interface Site extends Target, TrialTarget {
  log(): Promise<string>;
  /** Whoever signed the certificate it shows, in PEM form: what a client has to trust. Null: no TLS, or a known authority. */
  readonly certificate: string | null;
}

export interface SiteOptions {
  /** As `--site` is written: one of the forms in kinds.ts. */
  readonly choice: string;
  /** Our container only: nominal (the default) | tuned | CHANGE,CHANGE…; see lampi/changes.ts. */
  readonly configuration?: string;
  /** Container only. */
  readonly quota?: Quota;
  /** Our container only: no NAT between generator and site (Linux). */
  readonly hostNetwork?: boolean;
  /** Embedded only: it tells perf(1) the names of its functions. */
  readonly namedFunctions?: boolean;
  /** Our container and embedded: HTTPS with a fresh certificate for this name or address. */
  readonly certificateFor?: string;
  /** One line for the user: which kind `auto` took and why. */
  readonly notice?: (line: string) => void;
}

/** A kind of site. */
export type SiteKind = Kind<Site, SiteOptions>;
