/** A command that goes into the background is refused, and what it started ends with it. */
import { describe, expect, test } from 'vitest';
import { knock } from '../../targets/broker/ready.ts';
import { startBroker } from '../../targets/broker/start.ts';
import { leftBehind } from '../../targets/left-behind.ts';
import { launch } from '../../targets/local-process.ts';
import { newTargetFolder } from '../../targets/owner-folder.ts';
import { processStart } from '../../targets/process-start.ts';
import { mosquitto, titled } from '../parts-here.ts';

const linux = process.platform === 'linux';

describe.skipIf(!linux)(titled('a command', linux, 'no Linux'), () => {
  test('is ended with what has left its process group, also with what does not heed SIGTERM', async () => {
    const folder = newTargetFolder();
    const file = `setsid sleep 300 & setsid sh -c "trap '' TERM; while :; do sleep 1; done" & sleep 300`;
    const command = launch({ folder, file, shell: true });
    await expect.poll(() => leftBehind(folder).length).toBeGreaterThanOrEqual(4);
    expect(command.died()).toBeNull();
    await command.stop();
    await expect.poll(() => leftBehind(folder)).toEqual([]);
  });

  test.skipIf(process.getuid?.() !== 0)(
    titled('is ended with daemons that have another environment', process.getuid?.() === 0, 'not root'),
    async () => {
      const folder = newTargetFolder();
      const daemon = 'env -i setsid sh -c "(trap : TERM; while :; do sleep 0.1; done) & exit 0"';
      const command = launch({ folder, file: `${daemon}; sleep 300`, shell: true });
      await expect.poll(() => leftBehind(folder).length).toBeGreaterThanOrEqual(3);
      const left = leftBehind(folder);
      await command.stop();
      expect(left.filter((pid) => processStart(pid) !== null)).toEqual([]);
    },
  );

  test('that ends says so, and whether it left a process in the background', async () => {
    const [folder, other] = [newTargetFolder(), newTargetFolder()];
    const daemon = launch({ folder, file: '(setsid sleep 300 &) ; exit 0', shell: true });
    const ended = launch({ folder: other, file: 'exit 3', shell: true });
    await expect
      .poll(() => [daemon.died(), ended.died()])
      .toEqual(['the command exited with code 0 and left a process in the background', 'exited with code 3']);
    await Promise.all([daemon.stop(), ended.stop()]);
    await expect.poll(() => leftBehind(folder)).toEqual([]);
  });

  test.skipIf(!mosquitto).for(['mosquitto -d -p $PORT', 'setsid mosquitto -p $PORT'])(
    titled('%s is refused, and does not go on', mosquitto, 'no mosquitto'),
    async (command) => {
      const started = startBroker({ choice: `exec:PATH=$PATH:/usr/sbin ${command}` });
      const { message } = await started.then(
        () => new Error('It was taken.'),
        (error: Error) => error,
      );
      expect(message).toMatch(
        /exited with code 0 and left a process in the background; next step: .*foreground/,
      );
      const port = Number(/127\.0\.0\.1:(\d+)/.exec(message)?.[1]);
      expect(await knock({ host: '127.0.0.1', port }, 1000)).toMatchObject({
        cause: { message: 'connection refused' },
      });
    },
  );
});
