import { createServer } from 'node:http';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { anySite } from '../../../targets/site/ready.ts';
import { titled } from '../../parts-here.ts';

const ipv6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === '::1'),
);

test.skipIf(!ipv6).for(['127.0.0.1', '::1'])(
  titled('a site is ready that serves localhost at %s alone', ipv6, 'no IPv6'),
  async (address, { onTestFinished }) => {
    const site = createServer((_, response) => response.end('here'));
    await new Promise<void>((listening) => site.listen({ port: 0, host: address }, listening));
    onTestFinished(() => void site.close());
    const { port } = site.address() as { port: number };
    const answer = await anySite('/').knock({ host: 'localhost', port }, 3000);
    expect(answer).toMatchObject({ answered: true, status: 200 });
  },
);

test('a knock may take a fraction of a millisecond, as the rest of a deadline does', async ({
  onTestFinished,
}) => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await new Promise((listening) => silent.once('listening', listening));
  onTestFinished(() => silent.closeAllConnections());
  onTestFinished(() => void silent.close());
  const { port } = silent.address() as { port: number };
  expect(await anySite('/').knock({ host: '127.0.0.1', port }, 250.5)).toMatchObject({
    answered: false,
    cause: { message: 'no answer within 251 ms' },
  });
});
