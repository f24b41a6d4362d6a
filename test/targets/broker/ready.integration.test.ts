/** Whether a broker answers is asked in the versions and at the addresses that there are. */
import { createServer, type Socket } from 'node:net';
import { describe, expect } from 'vitest';
import { mqtt } from '../../../targets/broker/ready.ts';
import { startBroker } from '../../../targets/broker/start.ts';
import { untilReady } from '../../../targets/ready.ts';
import { test } from '../../load/mqtt/measure.ts';

const withUser = (url: string) => url.replace('//', '//ann:secret@');

describe.concurrent('a broker is ready', () => {
  test.for([4, 5] as const)('that takes MQTT of version %i alone', async (speaksOnly, { start }) => {
    const { url } = await start({ speaksOnly });
    expect(await startBroker({ choice: url })).toMatchObject({ kind: 'external' });
  });

  test('at one of the addresses of its name alone', async ({ start }) => {
    const { port } = await start({}, '::1').catch(() => start());
    expect(await startBroker({ choice: `mqtt://localhost:${port}` })).toMatchObject({ port });
  });

  test('that refuses our client id, or says that we are not authorized: the plan may have another', async ({
    start,
  }) => {
    for (const code of [2, 5]) {
      const { url } = await start({ refuse: { clients: /^tidemark-/, code } });
      expect(await startBroker({ choice: withUser(url) })).toMatchObject({ kind: 'external' });
    }
  });
});

describe.concurrent('a broker is not ready', () => {
  test('that calls the user name or password bad, and the reason has its name', async ({ start }) => {
    const { url } = await start({ refuse: { clients: /./, code: 4 } });
    await expect(startBroker({ choice: withUser(url) })).rejects.toThrow(
      /actual: CONNACK 4 bad user name or password; next step: correct user name and password/,
    );
  });

  test('that is silent: how long was waited is told in round figures, and both versions were tried', async ({
    onTestFinished,
  }) => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    await new Promise<void>((listening) => silent.listen({ port: 0, host: '127.0.0.1' }, listening));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    const { port } = silent.address() as { port: number };
    const starting = {
      what: 'it',
      deadlineMs: 2500,
      died: () => null,
      log: async () => '',
      nextStep: 'none',
    };
    const waited = untilReady(mqtt, { host: '127.0.0.1', port }, starting);
    await expect(waited).rejects.toThrow(/actual: no CONNACK within 2 s; next step/);
    expect(sockets.length).toBeGreaterThan(1);
  });
});
