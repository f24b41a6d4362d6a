import { expect, test } from 'vitest';
import { freePort } from '../../targets/free-port.ts';

test('targets that are started at the same time get different ports', async () => {
  const ports = await Promise.all(Array.from({ length: 300 }, () => freePort()));
  expect(new Set(ports).size).toBe(300);
});
