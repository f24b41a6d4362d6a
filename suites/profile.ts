/** How big the suites run: `smoke` for every commit, `full` for the figures (`--profile full`). */
import { profile } from 'tidemark';

export const sizes = profile({
  // Few clients that report often: a p99 needs 1,000 messages, and smoke has seconds for them.
  smoke: {
    telemetry: {
      clients: [50],
      qos: [0, 1],
      every: '100ms',
      ramp: '1000/s',
      warmup: '500ms',
      measure: '4s',
      drain: '500ms',
    },
    disturbance: {
      devices: [100],
      crowds: { first: 20, second: 40 },
      every: '100ms',
      ramp: '1000/s',
      phaseSeconds: 2,
    },
  },
  full: {
    telemetry: {
      clients: [500, 1000, 2000, 2500, 3000, 4000],
      qos: [0, 1],
      every: '6s',
      ramp: '1000/s',
      warmup: '3s',
      measure: '30s',
      drain: '2s',
    },
    disturbance: {
      devices: [3000],
      crowds: { first: 500, second: 1000 },
      every: '6s',
      ramp: '500/s',
      phaseSeconds: 30,
    },
  },
} as const);
