import { createServer } from 'node:net';
import { describe, expect } from 'vitest';
import { group, measure, test } from './measure.ts';

describe.concurrent('a broker that begins a packet of 256 MiB', () => {
  test.for(['3.1.1', '5'] as const)(
    'loses the connection and is named, in MQTT %s',
    async (protocol, { onTestFinished }) => {
      const said: Buffer[] = [];
      const server = createServer((socket) => {
        let connected = false;
        socket.on('error', () => {});
        socket.on('data', (data: Buffer) => {
          if (connected) said.push(data);
          else socket.write(Buffer.from(protocol === '5' ? [0x20, 3, 0, 0, 0] : [0x20, 2, 0, 0]));
          if (!connected)
            setTimeout(() => socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f, 0, 1])), 300);
          connected = true;
        });
      });
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      onTestFinished(() => void server.close());
      const { port } = server.address() as { port: number };
      const target = { url: `mqtt://127.0.0.1:${port}`, host: '127.0.0.1', port };
      const clients = { clients: 3, connect: { protocol } } as const;
      const result = await measure(target, { groups: { clients }, measure: '1s', drain: '100ms' });
      expect(group(result, 'clients').connect.succeeded).toBe(3);
      expect(result.targetFaults).toEqual([
        expect.stringMatching(
          /^clients: 3 connections ended \(the broker sent a packet of more than 1,048,576 bytes\)/,
        ),
      ]);
      // MQTT 5: DISCONNECT 149, Packet too large (3.14.2.1).
      const large = said.filter((data) => data.equals(Buffer.from([0xe0, 1, 0x95])));
      expect(large).toHaveLength(protocol === '5' ? 3 : 0);
    },
  );
});
