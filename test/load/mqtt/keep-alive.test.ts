import { expect, test } from 'vitest';
import { KeepAlive, type KeptAlive } from '../../../load/mqtt/keep-alive.ts';

const TICK_US = 100_000;

class Client implements KeptAlive {
  ready = true;
  lastWriteUs = 0;
  readonly keepAliveS: number;
  readonly silencesS: number[] = [];

  constructor(keepAliveS: number) {
    this.keepAliveS = keepAliveS;
  }

  ping(atUs: number): void {
    this.silencesS.push((atUs - this.lastWriteUs) / 1e6);
    this.lastWriteUs = atUs;
  }
}

function kept(planS: number, clients: readonly Client[]): KeepAlive {
  const keepAlive = new KeepAlive(planS);
  keepAlive.serve(clients);
  for (const { keepAliveS } of clients) if (keepAliveS !== planS) keepAlive.atMost(keepAliveS);
  return keepAlive;
}

function pass(keepAlive: KeepAlive, seconds: number, atTick: () => void = () => {}): void {
  for (let atUs = TICK_US; atUs <= seconds * 1e6; atUs += TICK_US) {
    atTick();
    keepAlive.turn(atUs);
  }
}

test.each([1, 2, 60, 3600])(
  'a client that is silent is heard within its keep-alive of %i s',
  (keepAliveS) => {
    const clients = Array.from({ length: 777 }, () => new Client(keepAliveS));
    pass(kept(keepAliveS, clients), 3 * keepAliveS);
    for (const { silencesS } of clients) {
      expect(silencesS.length).toBeGreaterThanOrEqual(3);
      expect(Math.max(...silencesS)).toBeLessThan(0.96 * keepAliveS);
      expect(Math.min(...silencesS)).toBeGreaterThan(0.7 * keepAliveS);
    }
  },
);

test('a keep-alive that the broker makes shorter is kept, beside longer ones', () => {
  const clients = [60, 2, 600, 60].map((keepAliveS) => new Client(keepAliveS));
  pass(kept(60, clients), 600);
  for (const { keepAliveS, silencesS } of clients)
    expect(Math.max(...silencesS)).toBeLessThan(0.96 * keepAliveS);
});

test('who writes, is not there or has no keep-alive gets no PINGREQ', () => {
  const clients = [60, 60, 0].map((keepAliveS) => new Client(keepAliveS));
  const [writes, away] = clients as [Client, Client, Client];
  away.ready = false;
  pass(kept(60, clients), 300, () => {
    writes.lastWriteUs += TICK_US;
  });
  expect(clients.flatMap(({ silencesS }) => silencesS)).toEqual([]);
});

test('of many clients a turn looks at a few', () => {
  let looks = 0;
  const clients = Array.from({ length: 6000 }, () => ({
    get ready() {
      looks++;
      return true;
    },
    keepAliveS: 60,
    lastWriteUs: 0,
    ping: () => {},
  }));
  const keepAlive = new KeepAlive(60);
  keepAlive.serve(clients);
  keepAlive.turn(TICK_US);
  looks = 0;
  keepAlive.turn(2 * TICK_US);
  expect(looks).toBe(100);
});
