import { expect, test } from 'vitest';
import { type LookedUp, lookedUp, whereTo, withDestinations } from '../../../load/fleet/destinations.ts';
import type { TargetAddress } from '../../../load/plan.ts';
import { aPlan } from './fake-fleet.ts';

const named = (host: string, ...addresses: string[]): LookedUp => ({
  target: { url: `mqtt://${host}:1883`, host, port: 1883 },
  addresses,
});
/** Those of `dead` do not answer. */
const but =
  (...dead: string[]) =>
  async ({ host }: TargetAddress) =>
    dead.includes(host) ? 'connection refused' : null;
const hosts = (found: Awaited<ReturnType<typeof whereTo>>) =>
  'why' in found ? found : { all: found.destinations.map(({ host }) => host), answers: found.answers.host };

test('a host name is as many destinations as it has addresses of the family that answers', async () => {
  const both = named('both', '::1', '127.0.0.1');
  expect(hosts(await whereTo([both], but('::1')))).toEqual({ all: ['127.0.0.1'], answers: '127.0.0.1' });
  expect(hosts(await whereTo([both], but()))).toEqual({ all: ['::1'], answers: '::1' });
  const many = named('many', '127.0.0.1', '127.0.0.2', '::1');
  expect(hosts(await whereTo([many, named('one', '127.0.0.9')], but()))).toEqual({
    all: ['127.0.0.1', '127.0.0.2', '127.0.0.9'],
    answers: '127.0.0.1',
  });
});

test('what does not answer is a destination all the same, as long as something does', async () => {
  const targets = [named('a', '127.0.0.1'), named('b', '127.0.0.2', '127.0.0.3')];
  expect(hosts(await whereTo(targets, but('127.0.0.1', '127.0.0.3')))).toEqual({
    all: ['127.0.0.1', '127.0.0.2', '127.0.0.3'],
    answers: '127.0.0.2',
  });
  expect(await whereTo(targets, but('127.0.0.1', '127.0.0.2', '127.0.0.3'))).toEqual({
    why: 'a:1883: connection refused; b:1883: 127.0.0.2: connection refused; 127.0.0.3: connection refused',
  });
});

test('a name in a list that has no address is told', async () => {
  const target = { url: 'mqtt://no..address', host: 'no..address', port: 1 };
  expect(await lookedUp(aPlan({ alsoTargets: [target] }))).toEqual({ unknown: 'no..address' });
});

test('a plan with destinations is carried out as it was, to those', () => {
  const [one, two] = [named('a').target, named('b').target];
  const plan = aPlan({ target: one, alsoTargets: [two] });
  expect(withDestinations(plan, [one, two])).toEqual(plan);
  expect(withDestinations(plan, [two])).toEqual(aPlan({ target: two }));
});
