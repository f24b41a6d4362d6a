/** How big the tests of requests and replies run: see profile.ts of the suites. */
import { profile } from 'tidemark';

export const sizes = profile({
  smoke: {
    // As other latencies here: smoke also runs beside the work of other programs.
    p50: '< 100ms',
    p99: '< 500ms',
    baseline: {
      clients: [2000],
      connections: 20,
      workerConnections: 4,
      every: '2s',
      warmup: '200ms',
      measure: '2s',
      drain: '2s',
    },
    clients: {
      from: 500,
      to: 500,
      width: '50%',
      floor: 500,
      connections: 10,
      workerConnections: 4,
      every: '2s',
      warmup: '200ms',
      measure: '1s',
      drain: '2s',
    },
    // A search takes two trials at least, which is long beside the other tests of this size.
    rate: null,
    // 4 workers of 10 ms do 400 requests a second.
    autoscale: {
      clients: 500,
      connections: 10,
      workerConnections: 4,
      pool: { min: 4, max: 64, settle: '500ms' },
      work: 'sleep 10ms',
      rates: ['200/s', '800/s'],
      // A p95 needs 200 requests, and a p99 1,000.
      within: { 'request.p95': '< 500ms' },
      seconds: { calm: 1, busy: 2, backWithin: 1 },
      warmup: '200ms',
      drain: '2s',
    },
    sharing: {
      subscriptions: ['shared', 'one each'],
      clients: 500,
      connections: 10,
      workerConnections: 4,
      rate: '500/s',
      warmup: '200ms',
      measure: '1s',
      drain: '2s',
    },
  },
  full: {
    p50: '< 10ms',
    p99: '< 150ms',
    // Each client asks once or twice: 5,000 requests a second.
    baseline: {
      clients: [100_000],
      connections: 100,
      workerConnections: 10,
      every: '20s',
      warmup: '3s',
      measure: '30s',
      drain: '2s',
    },
    // 1,000 to 10,000 requests a second.
    clients: {
      from: 100_000,
      to: 1_000_000,
      width: '8%',
      floor: 100_000,
      connections: 100,
      workerConnections: 10,
      every: '100s',
      warmup: '3s',
      measure: '20s',
      drain: '2s',
    },
    // At the highest each client asks once in 10 s.
    rate: {
      from: '5000/s',
      to: '100000/s',
      width: '5%',
      floor: '5000/s',
      clients: 1_000_000,
      connections: 100,
      workerConnections: 10,
      warmup: '3s',
      measure: '20s',
      drain: '2s',
    },
    // 10 workers of 5 ms do 2,000 requests a second.
    autoscale: {
      clients: 100_000,
      connections: 100,
      workerConnections: 10,
      pool: { min: 10, max: 1000, settle: '5s' },
      work: 'sleep 5ms',
      rates: ['500/s', '4000/s'],
      within: { 'request.p99': '< 50ms' },
      seconds: { calm: 15, busy: 30, backWithin: 5 },
      warmup: '3s',
      drain: '2s',
    },
    sharing: {
      subscriptions: ['shared', 'one each'],
      clients: 100_000,
      connections: 100,
      workerConnections: 10,
      rate: '1000/s',
      warmup: '3s',
      measure: '20s',
      drain: '2s',
    },
  },
} as const);
