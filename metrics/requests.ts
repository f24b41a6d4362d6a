/** The metrics of groups that ask and of the replies that they get. */
import type { MetricRows } from './row.ts';

export type RequestEvent = 'request' | 'reply';

/** A request's response time counts from its intended time, its service time from the real write. */
export const REQUEST_ROWS = {
  latencies: {
    request: {
      event: 'request',
      service: 'request.service',
      meaning:
        'response time: from the intended time of a request to its reply; one that nobody answered in time counts as its time-out',
    },
    'request.service': {
      event: 'request',
      meaning: 'service time: from the real write of a request to its reply, or to its time-out',
    },
    'reply.queue': {
      event: 'reply',
      meaning: 'how long a request waited at the responder, as its reply says',
    },
    'reply.work': {
      event: 'reply',
      meaning: 'how long the responder worked on a request, as its reply says',
    },
    'reply.broker': {
      event: 'reply',
      meaning:
        'service time of a request less the wait and the work that its reply tells: broker and network',
    },
  },
  figures: {
    'request.offered': {
      event: 'request',
      source: 'plan',
      dimension: 'rate',
      better: null,
      meaning: 'requests due by the schedule',
    },
    'request.rate': {
      event: 'request',
      dimension: 'rate',
      better: 'higher',
      meaning: 'requests sent',
    },
    'reply.rate': {
      event: 'request',
      dimension: 'rate',
      better: 'higher',
      meaning: 'replies that came in time',
    },
    'reply.matched': {
      event: 'request',
      dimension: 'percent',
      better: 'higher',
      meaning: 'requests whose reply came in time, as a share of those that were due',
    },
    'reply.late': {
      event: 'request',
      dimension: 'count',
      better: 'lower',
      meaning: 'requests whose reply came after the time-out',
    },
    'reply.timedout': {
      event: 'request',
      dimension: 'count',
      better: 'lower',
      meaning: 'requests that had no reply by the time-out, and none later',
    },
    'reply.duplicated': {
      event: 'request',
      dimension: 'count',
      better: 'lower',
      meaning: 'replies to a request that was answered already',
    },
    'reply.unknown': {
      event: 'request',
      dimension: 'count',
      better: 'lower',
      meaning: 'replies that belong to no request, such as those with the correlation data of another one',
    },
    'reply.foreign': {
      event: 'request',
      dimension: 'count',
      better: 'lower',
      meaning: "replies to another run, or to another connection's requests",
    },
  },
} as const satisfies MetricRows<RequestEvent>;
