/**
 * The clients of one group in one agent that are away, and when each comes back: after its connection was lost, with
 * back-off, or after it left by plan. Flat arrays by position in the slice; no timer per client.
 */
import { DueHeap } from '../due-heap.ts';
import { Resumptions, TlsSession } from '../socket/tls-session.ts';
import type { Attempts, Connection } from './attempts.ts';
import { waitUs } from './back-off.ts';
import { offersTlsSessions } from './group.ts';
import type { GroupPlan } from './plan.ts';
import type { Recorder } from './recorder.ts';
import { type Span, Spans } from './spans.ts';

/** What became of the clients of a group that went away. */
export interface ReturnsAccount {
  /** Returns that were due: of connections that were lost, and of clients that left by plan. */
  readonly lost: number;
  readonly left: number;
  readonly returned: number;
  /** Connection attempts of returns, and why they failed. */
  readonly attempts: number;
  readonly failures: ReadonlyMap<string, number>;
  /** Sessions that were there on a return that asked for them, and sessions that were not. */
  readonly kept: number;
  readonly notKept: number;
  /** When some client was to be there and was not. */
  readonly away: readonly Span[];
  /** Of handshakes; null: the group offers no TLS sessions. */
  readonly tls: Pick<Resumptions, 'offered' | 'resumed'> | null;
}

export class Returns {
  readonly #plan: GroupPlan;
  readonly #indices: Uint32Array;
  readonly #recorder: Recorder;
  readonly #attempts: Attempts;
  readonly #wake: () => void;
  readonly #whenRoom = (): void => this.#wake();
  #sessions: readonly Connection[] = [];
  readonly #heap: DueHeap;
  readonly #tries: Uint32Array;
  /** Since when it was to be there; 0 = it is there, or is not to be. */
  readonly #sinceUs: Float64Array;
  /** 1 = its next attempt to connect is the one that the plan asks for. */
  readonly #planned: Uint8Array;
  readonly #away = new Spans();
  #stopped = false;
  #lost = 0;
  #left = 0;
  #returned = 0;
  #tried = 0;
  readonly #failures = new Map<string, number>();
  kept = 0;
  notKept = 0;
  readonly #resumptions = new Resumptions();
  /** One a client, by position; null: the group offers none. */
  readonly #tlsSessions: readonly TlsSession[] | null;

  constructor(
    plan: GroupPlan,
    indices: Uint32Array,
    recorder: Recorder,
    { attempts, wake }: { readonly attempts: Attempts; readonly wake: () => void },
  ) {
    this.#plan = plan;
    this.#indices = indices;
    this.#recorder = recorder;
    this.#attempts = attempts;
    this.#wake = wake;
    this.#heap = new DueHeap(indices.length);
    this.#tries = new Uint32Array(indices.length);
    this.#sinceUs = new Float64Array(indices.length);
    this.#planned = new Uint8Array(indices.length);
    this.#tlsSessions = offersTlsSessions(plan)
      ? Array.from(indices, () => new TlsSession(this.#resumptions))
      : null;
    attempts.waits(this.#whenRoom);
  }

  /** One a client, by position. */
  serve(sessions: readonly Connection[]): void {
    this.#sessions = sessions;
  }

  tlsSessionOf(position: number): TlsSession | null {
    return this.#tlsSessions?.[position] ?? null;
  }

  get nextUs(): number {
    return this.#attempts.room ? this.#heap.nextUs : Number.POSITIVE_INFINITY;
  }

  turn(untilUs: number): void {
    while (this.nextUs <= untilUs) {
      const position = this.#heap.take();
      this.#tried++;
      this.#attempts.open(
        this.#sessions[position]!,
        this.#heap.dueUs(position),
        untilUs,
        this.#plan.connect.timeoutMs,
      );
    }
  }

  /** Whether this client's attempt to connect is a return. */
  isAway(position: number): boolean {
    return this.#sinceUs[position]! > 0;
  }

  /** Whether that attempt is the one of its cycle, and not another one after a loss or a failure. */
  isPlanned(position: number): boolean {
    return this.#planned[position] === 1;
  }

  /** The target ended its connection. */
  lost(position: number, atUs: number): void {
    if (this.#stopped || !this.#plan.connect.reconnect) return;
    this.#lost++;
    this.#sinceUs[position] = atUs;
    this.#retry(position, atUs);
  }

  /** It left by plan, and is to be there again at `returnUs`. */
  leaves(position: number, returnUs: number): void {
    // One that did not come back last time is away since then.
    if (this.#sinceUs[position] === 0) {
      this.#left++;
      this.#sinceUs[position] = returnUs;
    }
    this.#planned[position] = 1;
    this.#heap.set(position, returnUs);
    this.#wake();
  }

  failed(position: number, cause: string, atUs: number): void {
    this.#failures.set(cause, (this.#failures.get(cause) ?? 0) + 1);
    if (!this.#stopped && this.#plan.connect.reconnect) this.#retry(position, atUs);
    this.#attempts.settled();
  }

  /** It is there again. */
  back(position: number, atUs: number): void {
    const sinceUs = this.#sinceUs[position]!;
    this.#recorder.returned('reconnect', sinceUs, atUs - sinceUs);
    this.#away.add(sinceUs, atUs);
    this.#returned++;
    this.#tries[position] = 0;
    this.#planned[position] = 0;
    this.#sinceUs[position] = 0;
    this.#attempts.settled();
  }

  /** Nobody comes back any more. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#heap.clear();
    this.#attempts.waitsNoMore(this.#whenRoom);
  }

  account(): ReturnsAccount {
    return {
      lost: this.#lost,
      left: this.#left,
      returned: this.#returned,
      attempts: this.#tried,
      failures: this.#failures,
      kept: this.kept,
      notKept: this.notKept,
      away: this.#away.list,
      tls: this.#tlsSessions && { ...this.#resumptions },
    };
  }

  #retry(position: number, atUs: number): void {
    this.#planned[position] = 0;
    const wait = waitUs(this.#plan.connect.reconnect!, this.#indices[position]!, this.#tries[position]!++);
    this.#heap.set(position, atUs + wait);
    this.#wake();
  }
}
