import { expect, it } from 'vitest';
import { requiredParts } from '../../targets/required-parts.ts';

it.each([undefined, '', ' , '])('%j requires nothing', (list) => {
  expect([...requiredParts(list ?? '')]).toEqual([]);
});

it('reads a list', () => {
  expect([...requiredParts('docker, mosquitto,sysstat')]).toEqual(['docker', 'mosquitto', 'sysstat']);
});

it('refuses a name it does not know, because such a requirement would never be met', () => {
  expect(() => requiredParts('docker,mosquito')).toThrow(/'mosquito'.*docker, mosquitto, sysstat/);
});
