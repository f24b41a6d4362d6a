import { describe, expect } from 'vitest';
import { untilIdle } from '../../../targets/broker/idle.ts';
import { connectOwn } from '../../../targets/broker/own-connection.ts';
import { freePort } from '../../../targets/free-port.ts';
import { test } from '../../load/mqtt/measure.ts';

const values = { client: 0, group: 'own', run: 'own' };
const own = { protocolVersion: 5, clientId: 'own', values } as const;

describe.concurrent('a connection of the tool itself', () => {
  test('may have a password without a user name', async ({ start }) => {
    const { url } = await start({ speaksOnly: 5 });
    const client = await connectOwn(url, { ...own, password: 'token' }, 5000);
    expect(client.connected).toBe(true);
    await client.endAsync(true);
  });

  test('that is not let in says whether it was refused', async ({ start }) => {
    const { url } = await start({ refuse: { clients: /^own$/, code: 135 } });
    await expect(connectOwn(url, own, 5000)).rejects.toMatchObject({ name: 'NotLetIn', refused: true });
    const nowhere = connectOwn(`mqtt://127.0.0.1:${await freePort()}`, own, 5000);
    await expect(nowhere).rejects.toMatchObject({ name: 'NotLetIn', refused: false });
  });

  test('waits for an idle broker as the clients of the load connected, and not where it is refused', async ({
    start,
  }) => {
    const { url } = await start({ speaksOnly: 5, refuse: { clients: /^other$/, code: 135 } });
    expect(await untilIdle({ url, tls: null, visitAs: own }, 10_000)).toBe(true);
    expect(await untilIdle({ url, tls: null, visitAs: { ...own, clientId: 'other' } }, 2000)).toBe(true);
    expect(await untilIdle({ url, tls: null, visitAs: { ...own, protocolVersion: 4 } }, 300)).toBe(false);
  });
});
