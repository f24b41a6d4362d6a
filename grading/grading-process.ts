/** The process that judges folders, one after another, for `JudgeApart`. */
import { flushCompileCache } from 'node:module';
import { Worker } from 'node:worker_threads';
import { type FolderAsked, unread } from './folder-asked.ts';
import { judgeFolder } from './judge-folder.ts';

// It is killed at its end, and Node keeps what it compiled only at an end of its own: the next one starts in half the time.
flushCompileCache();

/** Of all that a submission can make this process take; beside the heap also the buffers that histograms are read into. */
const MOST_BYTES = 2 * 1024 ** 3;

// While this one is busy nothing else tells it that it takes too much, or that nobody waits for it any longer.
const watch = `
  const [most, parent] = require('node:worker_threads').workerData;
  setInterval(() => {
    if (process.memoryUsage.rss() > most || process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
  }, 200);
`;
new Worker(watch, { eval: true, workerData: [MOST_BYTES, process.ppid] }).unref();

// Ctrl-C at the terminal reaches this one, too; the other one ends it.
process.on('SIGINT', () => {});
process.on('message', async (asked: FolderAsked) => {
  const broken = (error: Error) => ({
    ...unread(asked.folder),
    broken: [`it cannot be graded: ${error.message}`],
  });
  process.send?.(await judgeFolder(asked).catch(broken));
});
