import { describe, expect, test } from 'vitest';
import { ArmError, comparedKeys, parseArm } from '../../../matrix/arms/arm.ts';

describe('an arm', () => {
  test.each([
    ['package.json', { kind: 'results' }],
    [
      'broker=container:eclipse-mosquitto:2',
      { kind: 'option', option: 'broker', value: 'container:eclipse-mosquitto:2' },
    ],
    [
      'broker=exec:A=1 mosquitto -p {port}',
      { kind: 'option', option: 'broker', value: 'exec:A=1 mosquitto -p {port}' },
    ],
    ['site-config=no-gzip,workers', { kind: 'option', option: 'site-config', value: 'no-gzip,workers' }],
    ['HEAD~3', { kind: 'revision' }],
    ['feature/a', { kind: 'revision' }],
  ])('%s', (name, arm) => expect(parseArm(name)).toEqual({ name, ...arm }));

  test.each([
    ['brokr=native', /Did you mean broker=\?/],
    ['pacing=poll', /They are: broker, broker-config/],
    ['cpus=', /a value is required, like cpus=1/],
  ])('%s is refused', (name, message) => {
    expect(() => parseArm(name)).toThrow(ArmError);
    expect(() => parseArm(name)).toThrow(message);
  });
});

test('a quota may differ where it is what is compared', () => {
  expect(comparedKeys(parseArm('cpus=1'), parseArm('cpus=2'))).toEqual(new Set(['quota']));
  expect(comparedKeys(parseArm('broker=native'), parseArm('HEAD'))).toEqual(new Set());
});
