import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Broker } from '../../../targets/broker/broker.ts';
import { knock } from '../../../targets/broker/ready.ts';
import { startBroker } from '../../../targets/broker/start.ts';
import { freePort } from '../../../targets/free-port.ts';
import type { TargetUnavailable } from '../../../targets/target-unavailable.ts';
import { docker, mosquitto, titled } from '../../parts-here.ts';

let folder: string;
let configurationFile: string;
let broker: Broker | null = null;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'configuration-'));
  configurationFile = join(folder, 'mine.conf');
});
afterEach(async () => {
  await broker?.stop();
  broker = null;
  vi.unstubAllEnvs();
  vi.resetModules();
  await rm(folder, { recursive: true });
});

async function problemOf(start: Promise<Broker>): Promise<TargetUnavailable> {
  const problem = await start.catch((error: unknown) => error);
  expect(problem).toHaveProperty('name', 'TargetUnavailable');
  return problem as TargetUnavailable;
}

describe('a broker that cannot be had says what was required, what is, and what to do', () => {
  it('nobody listens at the URL, and the password is not shown', async () => {
    const port = await freePort();
    const problem = await problemOf(startBroker({ choice: `mqtt://ann:s3cret@127.0.0.1:${port}` }));
    expect(problem.message).toMatch(
      /^broker unreachable: required .*; actual: connection refused; next step: /,
    );
    expect(problem.message).not.toContain('s3cret');
  });

  it('what listens there does not speak MQTT', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    const problem = await problemOf(startBroker({ choice: `mqtt://127.0.0.1:${port}` }));
    expect(problem.message).toContain('broker unreachable');
    server.close();
  });

  it('a command that ends at once, with its last words', async () => {
    const problem = await problemOf(startBroker({ choice: 'exec:echo out of luck; exit 3' }));
    expect(problem.actual).toBe('exited with code 3');
    expect(problem.message).toContain('out of luck');
  });

  it.skipIf(!mosquitto)(
    titled('a configuration file that is not there', mosquitto, 'no mosquitto'),
    async () => {
      const start = startBroker({ choice: 'native', configurationFile: join(folder, 'absent.conf') });
      expect((await problemOf(start)).message).toContain('absent.conf');
    },
  );
});

describe.skipIf(!mosquitto)(
  titled("a user's own configuration", mosquitto, 'mosquitto is not installed'),
  () => {
    it('is used, its listener moved to a port of ours', async () => {
      await writeFile(configurationFile, 'listener 1883\nallow_anonymous false\n');
      broker = await startBroker({ choice: 'native', configurationFile });
      expect(await knock({ host: broker.host, port: broker.port }, 1000)).toMatchObject({
        answered: true,
        refused: 5,
      });
      const plain = await startBroker({ choice: 'native' });
      expect(broker.configuration).not.toBe(plain.configuration);
      await plain.stop();
    });

    it('that mosquitto refuses ends in its words', async () => {
      await writeFile(configurationFile, 'no_such_setting true\n');
      const problem = await problemOf(startBroker({ choice: 'native', configurationFile }));
      expect(problem.actual).toMatch(/^exited with code/);
      expect(problem.message).toContain('no_such_setting');
    });
  },
);

describe.skipIf(!docker)(titled('in a container', docker, 'no Docker engine answers'), () => {
  it("a user's configuration is used", async () => {
    await writeFile(configurationFile, 'listener 1883\nallow_anonymous false\n');
    broker = await startBroker({ choice: 'container', configurationFile });
    expect(await knock({ host: broker.host, port: broker.port }, 1000)).toMatchObject({
      answered: true,
      refused: 5,
    });
  });

  it('one that mosquitto refuses ends in its words', async () => {
    await writeFile(configurationFile, 'no_such_setting true\n');
    const problem = await problemOf(startBroker({ choice: 'container', configurationFile }));
    expect(problem.actual).toMatch(/exited with code/);
    expect(problem.message).toContain('no_such_setting');
  });
});

/** A process keeps to what `auto` took, and to the engine it found: each of these asks as a new process would. */
async function autoIn(environment: Record<string, string>, notice: (line: string) => void) {
  vi.resetModules();
  vi.stubEnv('DOCKER_HOST', 'unix:///nowhere/docker.sock');
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const fresh = await import('../../../targets/broker/start.ts');
  return fresh.startBroker({ choice: 'auto', notice });
}

describe('auto', () => {
  it('goes on where there is no engine, and says in one line what it took and why', async () => {
    const notices: string[] = [];
    broker = await autoIn({ TIDEMARK_REQUIRE: '' }, (line) => notices.push(line));
    expect(broker.kind).toBe(mosquitto ? 'native' : 'embedded');
    expect(notices).toEqual([expect.stringMatching(`^broker: .* \\(${broker.kind}\\); no container: .+$`)]);
  });

  it('fails where the engine is required', async () => {
    const problem = await autoIn({ TIDEMARK_REQUIRE: 'docker' }, () => {}).catch((error: Error) => error);
    expect(problem).toMatchObject({ name: 'TargetUnavailable' });
    expect(problem).toHaveProperty('message', expect.stringMatching(/^docker is absent: .*TIDEMARK_REQUIRE/));
  });
});

it.skipIf(!docker)(titled('auto takes the container', docker, 'no Docker engine answers'), async () => {
  const notices: string[] = [];
  broker = await startBroker({ choice: 'auto', notice: (line) => notices.push(line) });
  expect(broker.kind).toBe('container');
  expect(notices).toEqual([`broker: ${broker.label}`]);
});
