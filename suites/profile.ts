/** How big the suites run: `smoke` for every commit, `full` for the figures (`--profile full`). */
import { profile } from 'tidemark';

export const sizes = profile({
  // Few clients that report often: a p99 needs 1,000 messages, and smoke has seconds for them.
  smoke: {
    telemetry: {
      clients: [50],
      qos: [0, 1],
      every: '50ms',
      ramp: '1000/s',
      warmup: '500ms',
      measure: '2s',
      drain: '500ms',
    },
    openMqttBenchmark: {
      scenarios: [
        'conn-tcp-200-400',
        'conn-tls-100-200',
        'fanout-1-50-1-1K',
        'p2p-50-50-50-1K',
        'p2p-tls-50-50-50-1K',
        'sharedsub-50-5-50-1K',
        'fanin-50-1-50-1K',
      ],
      ramp: '1000/s',
      warmup: '200ms',
      measure: '1500ms',
      drain: '300ms',
    },
    disturbance: {
      devices: [100],
      crowds: { first: 20, second: 40 },
      every: '50ms',
      ramp: '1000/s',
      phaseSeconds: 1,
    },
    lampiDevices: {
      broker: null,
      from: 50,
      to: 50,
      width: '50%',
      floor: 50,
      atOnce: 50,
      faster: 20,
      ramp: '1000/s',
      warmup: '500ms',
      measure: '2s',
      drain: '500ms',
    },
    // Any site, without a quota: where Docker is absent it is the embedded one, which has no configurations.
    site: { cpus: null, configurations: ['nominal'] },
    users: {
      from: 10,
      to: 10,
      width: '50%',
      floor: 10,
      wait: ['10ms', '80ms'],
      warmup: '500ms',
      measure: '2s',
      drain: '200ms',
    },
    pageFloor: { pages: ['devices'], connections: 4, warmup: '300ms', measure: '1s', drain: '500ms' },
    changes: {
      all: false,
      rounds: 1,
      users: 5,
      connections: 4,
      warmup: '300ms',
      measure: '1s',
      drain: '500ms',
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
    openMqttBenchmark: {
      scenarios: [
        // The basic set.
        'conn-tcp-10K-100',
        'fanout-1-1K-1-1K',
        'p2p-1K-1K-1K-1K',
        'sharedsub-1K-5-1K-1K',
        // The same over TLS.
        'conn-tls-10K-100',
        'fanout-tls-1-1K-1-1K',
        'p2p-tls-1K-1K-1K-1K',
        'sharedsub-tls-1K-5-1K-1K',
        // Fan-in without a shared subscription.
        'fanin-1K-1-1K-1K',
      ],
      ramp: '500/s',
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
    // A twentieth of a CPU: one core serves more than this machine can offer.
    lampiDevices: {
      broker: { quota: { cpus: 0.05 }, hostNetwork: true },
      from: 100,
      to: 3000,
      width: '8%',
      floor: 100,
      atOnce: 100,
      faster: 1,
      ramp: '500/s',
      warmup: '5s',
      measure: '20s',
      drain: '2s',
    },
    // Half a CPU: the limit lies at some hundred users, and the load has the rest of a small machine.
    // A page costs 6 ms of it, a log-in 130 ms. The site has 10,000 accounts; `to` is beyond what a machine serves, so that
    // the search also finds where it fails.
    site: { cpus: 0.5, configurations: ['nominal', 'tuned'] },
    users: {
      from: 100,
      to: 10_000,
      width: '8%',
      floor: 100,
      wait: ['500ms', '10s'],
      warmup: '4s',
      measure: '20s',
      drain: '1s',
    },
    pageFloor: {
      pages: ['home', 'devices', 'device'],
      connections: 8,
      warmup: '1s',
      measure: '8s',
      drain: '500ms',
    },
    changes: {
      all: true,
      rounds: 3,
      users: 15,
      connections: 8,
      warmup: '500ms',
      measure: '2s',
      drain: '200ms',
    },
  },
} as const);
