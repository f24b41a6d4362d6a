import { expect, test } from 'vitest';
import { startRevivable } from '../../../targets/broker/revivable.ts';
import { startBroker } from '../../../targets/broker/start.ts';
import { docker, mosquitto } from '../../parts-here.ts';

const kinds = ['embedded', ...(mosquitto ? ['native'] : []), ...(docker ? ['container'] : [])];
test.for(kinds)('%s: a broker that is started again listens at the port that it had', async (choice) => {
  const broker = await startRevivable((port) => startBroker({ choice, ...(port !== undefined && { port }) }));
  const { port, pid } = broker;
  await broker.revive!();
  expect(broker.port).toBe(port);
  expect(broker.pid).not.toBe(pid);
  await broker.stop();
});
