/** What `tidemark respond` tells of itself: whether it answers, its counts, and its decisions. */

import { LatencyCounts } from '../load/latency-counts.ts';
import type { Decision } from '../load/mqtt/respond/scaling.ts';
import type { ServiceStanding, WorkerService } from '../load/mqtt/worker-service.ts';
import { redactUrl } from '../text/redact-url.ts';
import type { RespondAsked } from './commands.ts';
import { type Answer, json, type Routes } from './endpoints.ts';
import { Exposition } from './exposition.ts';

const DECISIONS_KEPT = 100;
const NO_LATENCIES = { queueWait: new LatencyCounts(), work: new LatencyCounts() };

export class WorkerFigures {
  /** Null until it is subscribed. */
  service: WorkerService | null = null;
  readonly #asked: RespondAsked;
  readonly #startedAt = new Date();
  readonly #decisions: { readonly at: string; readonly decision: Decision }[] = [];
  readonly #decided = { up: 0, down: 0 };
  readonly #exposition: Exposition;

  constructor(asked: RespondAsked) {
    this.#asked = asked;
    const of = (name: 'requests' | 'replied' | 'dropped' | 'unsent') => () => this.#standing[name];
    this.#exposition = new Exposition()
      .counter('tidemark_respond_requests_total', 'Requests that could be answered.', of('requests'))
      .counter('tidemark_respond_replies_total', 'Replies.', of('replied'))
      .counter('tidemark_respond_dropped_total', 'Requests thrown away at a full queue.', of('dropped'))
      .counter('tidemark_respond_unsent_total', 'Replies that found no connection.', of('unsent'))
      .counters(
        'tidemark_respond_unanswerable_total',
        'Messages that could not be answered.',
        'cause',
        () => this.#standing.unanswerable,
      )
      .counters(
        'tidemark_respond_connections_lost_total',
        'Connections that the broker ended.',
        'cause',
        () => this.#standing.losses,
      )
      .counters(
        'tidemark_respond_decisions_total',
        'Changes of the number of workers.',
        'direction',
        () => this.#decided,
      )
      .gauge(
        'tidemark_respond_connections',
        'Connections that are subscribed.',
        () => this.#standing.connected,
      )
      .gauge('tidemark_respond_workers', 'Workers.', () => this.#standing.workers)
      .gauge('tidemark_respond_busy', 'Workers that have a request.', () => this.#standing.busy)
      .gauge('tidemark_respond_queue', 'Requests that wait for a worker.', () => this.#standing.queued)
      .gauge('tidemark_respond_queue_capacity', 'Requests that may wait.', () => asked.pool.queue)
      .latency(
        'tidemark_respond_queue_seconds',
        'How long requests waited for a worker.',
        () => this.#standing.latencies.queueWait,
      )
      .latency(
        'tidemark_respond_work_seconds',
        'How long the work took.',
        () => this.#standing.latencies.work,
      );
  }

  decided(decision: Decision): void {
    this.#decided[decision.to > decision.from ? 'up' : 'down']++;
    this.#decisions.push({ at: new Date().toISOString(), decision });
    if (this.#decisions.length > DECISIONS_KEPT) this.#decisions.shift();
  }

  get routes(): Routes {
    return {
      '/health': () => this.#health(),
      '/stats': () => json(this.#stats()),
      '/metrics': () => this.#exposition.answer(),
    };
  }

  /** It takes requests: all its connections are subscribed, and it was not told to stop. */
  #health(): Answer {
    const { connections, connected, draining } = this.#standing;
    const status = draining
      ? 'stopping'
      : connected === connections
        ? 'ok'
        : connected > 0
          ? 'connections are missing'
          : 'not connected';
    return json({ status, connected, connections }, status === 'ok' ? 200 : 503);
  }

  #stats(): object {
    const { latencies, ...standing } = this.#standing;
    const { broker, filter, pool } = this.#asked;
    return {
      broker: redactUrl(broker),
      filter,
      startedAt: this.#startedAt.toISOString(),
      ...standing,
      pool,
      queueWaitMs: percentilesMs(latencies.queueWait),
      workMs: percentilesMs(latencies.work),
      decisions: this.#decisions.map(({ at, decision: { atUs: _, waitUs, ...decision } }) => ({
        at,
        ...decision,
        waitMs: waitUs / 1000,
      })),
    };
  }

  get #standing(): ServiceStanding {
    return (
      this.service?.standing ?? {
        requests: 0,
        replied: 0,
        dropped: 0,
        unsent: 0,
        unanswerable: {},
        workers: this.#asked.pool.min,
        busy: 0,
        queued: 0,
        connections: this.#asked.connections,
        connected: 0,
        draining: false,
        losses: {},
        latencies: NO_LATENCIES,
      }
    );
  }
}

function percentilesMs(counts: LatencyCounts): { p50: number; p99: number; most: number } | null {
  if (counts.total === 0) return null;
  const histogram = counts.histogram();
  const at = (percentile: number): number => histogram.getValueAtPercentile(percentile) / 1000;
  return { p50: at(50), p99: at(99), most: at(100) };
}
