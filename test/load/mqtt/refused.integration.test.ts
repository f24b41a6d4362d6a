/** Clients that a real mosquitto refuses, each with its cause. */
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { judge } from '../../../slo/judge/judge.ts';
import { slo } from '../../../slo/promise.ts';
import { startBroker } from '../../../targets/broker/start.ts';
import { mosquitto, titled } from '../../parts-here.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { group, measure, test } from './measure.ts';

const PASSWORDS = 'suites/mqtt/connection-burst/passwords.txt';

async function mosquittoWith(lines: readonly string[]) {
  const folder = temporaryFolder('mosquitto-');
  cpSync(PASSWORDS, join(folder, 'passwords.txt'));
  const file = join(folder, 'mosquitto.conf');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return startBroker({ choice: 'native', configurationFile: file });
}

describe.concurrent(titled('refused by mosquitto', mosquitto, 'no mosquitto on the PATH'), {
  skip: !mosquitto,
}, () => {
  test.for(['3.1.1', '5'] as const)('for a wrong password, MQTT %s', async (protocol) => {
    const broker = await mosquittoWith(['allow_anonymous false', 'password_file passwords.txt']);
    const as = (password: string) => ({ protocol, username: 'burst', password });
    const result = await measure(broker, {
      groups: {
        right: { clients: 5, connect: as('burst') },
        wrong: { clients: 7, connect: as('brust') },
      },
      measure: '500ms',
      drain: '0s',
    });
    await broker.stop();
    expect(group(result, 'right').connect).toMatchObject({ succeeded: 5, failed: 0 });
    const cause = protocol === '5' ? 'CONNACK 135 not authorized' : 'CONNACK 5 not authorized';
    expect(group(result, 'wrong').connect).toMatchObject({ failed: 7, failedBy: { [cause]: 7 } });
    expect(result.targetFaults).toEqual([`wrong: 7 of 7 clients could not connect (${cause}: 7)`]);
  });

  test('above max_connections', async () => {
    const broker = await mosquittoWith(['allow_anonymous true', 'max_connections 10']);
    const result = await measure(broker, {
      groups: { clients: { clients: 15, connect: { protocol: '5' } } },
      measure: '500ms',
      drain: '0s',
    });
    await broker.stop();
    // mosquitto 2.0 closes the connection in place of a CONNACK, and counts a moment late.
    const { failed, failedBy } = group(result, 'clients').connect;
    expect(failed).toBeGreaterThan(0);
    expect(
      Object.keys(failedBy).filter((cause) => !/^closed by the broker$|^connection reset$/.test(cause)),
    ).toEqual([]);
    expect(result.targetFaults.join()).toMatch(/^clients: \d of 15 clients could not connect/);
    expect(judge(result, slo({ 'connect.failed': '= 0' })).verdict).toBe('fail');
  });
});
