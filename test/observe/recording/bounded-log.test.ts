import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BoundedLog } from '../../../observe/recording/bounded-log.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

test('a log has all lines up to its end, and says where it ends', async () => {
  const file = join(temporaryFolder('sys-log-'), 'a.log');
  const log = new BoundedLog(file, 1024 * 1024);
  const line = 'x'.repeat(1023);
  for (let i = 0; i < 1024; i++) log.write(line);
  expect(log.incomplete).toBeNull();
  log.write('one more');
  expect(log.incomplete).toBe('it ends at 1 MiB');
  log.write('y');
  await log.close();
  await log.close();
  expect(readFileSync(file, 'utf8')).toBe(`${line}\n`.repeat(1024));
});

test('a log that cannot be written says why', async () => {
  const log = new BoundedLog(join(temporaryFolder('sys-log-'), 'nowhere', 'a.log'), 1000);
  await expect.poll(() => log.incomplete).toContain('ENOENT');
  log.write('one');
  await log.close();
});

test('a discarded log leaves no file', async () => {
  const file = join(temporaryFolder('sys-log-'), 'a.log');
  const log = new BoundedLog(file, 1000);
  log.write('one');
  await log.discard();
  expect(existsSync(file)).toBe(false);
});
