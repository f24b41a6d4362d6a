/** What travels over the loopback, as the kernel sees it: tcpdump writes a file while something goes on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';

/** A program that the measurement needs is missing, or may not do its work. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
}

/** Packets for which the kernel keeps room until tcpdump has written them, in KiB. */
const BUFFER_KIB = 32 * 1024;

/** Captures the traffic of one port into `file` until `body` has ended. @throws CaptureError */
export async function whileCapturing<T>(port: number, file: string, body: () => Promise<T>): Promise<T> {
  const tcpdump = spawn(
    'tcpdump',
    ['-i', 'lo', '-n', '-s', '0', '-B', `${BUFFER_KIB}`, '-w', file, 'tcp', 'port', `${port}`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  tcpdump.stderr!.on('data', (text: Buffer) => {
    said += text.toString();
  });
  await listening(tcpdump, () => said);
  // The kernel stamps the packets and keeps them. What is measured must not wait for tcpdump.
  setPriority(tcpdump.pid!, constants.priority.PRIORITY_LOW);
  let result: T;
  try {
    result = await body();
  } finally {
    await ended(tcpdump);
  }
  const dropped = droppedPackets(said);
  if (dropped > 0)
    throw new CaptureError(
      `the capture lacks ${dropped} packets that the kernel had no room for; run it again`,
    );
  return result;
}

/** What tcpdump says at its end. */
export function droppedPackets(said: string): number {
  return Number(/^(\d+) packets? dropped by kernel$/m.exec(said)?.[1] ?? 0);
}

async function listening(tcpdump: ChildProcess, said: () => string): Promise<void> {
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  tcpdump.on('error', () => failed.reject(missing('tcpdump')));
  tcpdump.on('exit', () =>
    failed.reject(
      new CaptureError(`tcpdump must be allowed to capture (root or CAP_NET_RAW); it said: ${said().trim()}`),
    ),
  );
  while (!said().includes('listening on'))
    await Promise.race([once(tcpdump.stderr!, 'data'), failed.promise]);
}

async function ended(tcpdump: ChildProcess): Promise<void> {
  if (tcpdump.exitCode !== null || tcpdump.signalCode !== null) return;
  const exit = once(tcpdump, 'exit');
  tcpdump.kill('SIGINT');
  await exit;
}

export const missing = (program: string): CaptureError =>
  new CaptureError(`${program} is required (Debian package ${program}), and was not found`);
