/** How big the tests of connecting run: see profile.ts of the suites. */
import { profile } from 'tidemark';

export const sizes = profile({
  smoke: {
    burst: {
      variants: ['psk'],
      clients: [200],
      connectsPerSecond: [200],
      stay: 0.5,
      away: 0.3,
      times: 1,
    },
    peak: { variants: ['tcp'], from: 100, to: 100, width: '50%', floor: 100, times: 3 },
  },
  full: {
    burst: {
      variants: ['tcp', 'tls', 'client certificate', 'psk', 'password'],
      clients: [15_000],
      connectsPerSecond: [500, 2000],
      stay: 10,
      away: 2,
      times: 3,
    },
    peak: {
      variants: ['tcp', 'tls'],
      from: 500,
      to: 15_000,
      width: '8%',
      floor: 500,
      times: 10,
    },
  },
} as const);
