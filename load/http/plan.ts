/**
 * The plan of virtual users, as plain data (JSON). Everything random follows from the seed and a user's number, so
 * any slicing over processes gives the same users doing the same things.
 */
import type { WindowPlan } from '../mqtt/plan.ts';

/** Named values of one account: `{ username, password, deviceId }`; paths and forms name them in braces. */
export type Account = Readonly<Record<string, string>>;

/** What makes an answer a success; whatever else comes is a failure with its cause. */
export interface Expectation {
  readonly status: number;
  /** Text the body has to hold; null = any body. */
  readonly contains: string | null;
}

export interface TaskPlan {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  /** Template: fields of the account, {user} the user's number. */
  readonly path: string;
  /** Form fields of a POST, templates. */
  readonly form: Readonly<Record<string, string>> | null;
  readonly weight: number;
  readonly expect: Expectation;
}

export interface LoginPlan {
  /** Page with the form, fetched first for its cookies and CSRF token. */
  readonly page: string;
  /** Where the form goes. */
  readonly post: string;
  /** Templates. */
  readonly form: Readonly<Record<string, string>>;
  /** Form field, and the cookie that carries the token where the form does not; null = no token. */
  readonly csrf: { readonly field: string; readonly cookie: string } | null;
  /** How often a user tries before it has failed; who is turned away comes again after 1 s, then 2, 4, … */
  readonly attempts: number;
  /** Of the page the log-in ends on; null = the POST has to be answered with a redirect. */
  readonly expect: Expectation | null;
}

/**
 * `closed`: a user thinks after each answer, so a slow site gets fewer requests. `open`: tasks begin at a rate over
 * all users, whatever the site does.
 */
export type UserPace =
  | { readonly model: 'closed'; readonly waitMs: readonly [from: number, to: number] }
  | { readonly model: 'open'; readonly tasksPerSecond: number };

export interface TlsPlan {
  /** PEM; null = the certificates Node trusts. */
  readonly ca: string | null;
  /** False accepts any certificate. */
  readonly verify: boolean;
}

export interface HttpPlan {
  readonly protocol: 'http';
  /**
   * `autocannon`: the page floor. One user logs in; its session asks for one page over as many connections as there
   * are users, each as soon as it has its answer.
   */
  readonly engine: 'tidemark' | 'autocannon';
  readonly target: { readonly url: string; readonly host: string; readonly port: number };
  readonly tls: TlsPlan | null;
  readonly users: number;
  /** New users a second; null = as fast as they are let in. */
  readonly spawnPerSecond: number | null;
  /** User n has the nth of these, shuffled by the seed. */
  readonly accounts: readonly Account[];
  readonly seed: number;
  readonly login: LoginPlan | null;
  readonly tasks: readonly TaskPlan[];
  readonly pace: UserPace;
  /** File of a custom behaviour: see `Behaviour`. */
  readonly module: string | null;
  /** Apdex T; null = not asked for. */
  readonly apdexMs: number | null;
  /** From the write of a request to the last byte of its answer, redirects included. */
  readonly timeoutMs: number;
  readonly warmupMs: number;
  readonly measureMs: number;
  readonly drainMs: number;
  /** The first is always `measure`, the whole phase. */
  readonly windows: readonly WindowPlan[];
  readonly pacing: 'auto' | 'poll' | 'timer';
  readonly agents: number | null;
}

/** As results keep it: how many accounts, not which. */
export type SavedHttpPlan = Omit<HttpPlan, 'accounts'> & { readonly accounts: number };

/**
 * Default export of a plan's `module`: called before each task of a user, in place of weights and waits. `random`
 * is the user's own sequence, 0 to 1.
 */
export type Behaviour = (user: {
  readonly number: number;
  readonly account: Account;
  /** Tasks it has begun. */
  readonly begun: number;
  readonly random: () => number;
}) => { readonly task: string; readonly waitMs: number };
