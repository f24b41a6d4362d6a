/**
 * What virtual users cost the generator: requests per CPU-second beside wrk, autocannon and Locust's FastHttpUser,
 * all against one static page of a local NGINX, and then 10,000 users that wait 0.5 to 10 s. Engines take turns,
 * medians are printed. Table and a line of JSON to stdout, progress to stderr. Linux; Debian packages nginx-light,
 * wrk, python3-locust.
 */
import { rmSync } from 'node:fs';
import { Command } from 'commander';
import { conduct } from '../load/fleet/conductor.ts';
import { decodeHistogram } from '../load/histogram.ts';
import { HTTP } from '../load/http/kind.ts';
import { readHttpPlan } from '../load/http/plan-input.ts';
import { autocannon, locust, type Rate, tidemark, wrk } from './users/engines.ts';
import { startPage } from './users/page.ts';

const {
  rounds,
  for: seconds,
  users,
} = new Command('bench:users')
  .description('requests per CPU-second of the virtual users, and what many of them take')
  .option('--rounds <n>', 'times every engine takes its turn', '3')
  .option('--for <seconds>', 'measured time of each turn', '4')
  .option('--users <n>', 'users that wait 0.5 to 10 s', '10000')
  .parse()
  .opts<{ rounds: string; for: string; users: string }>();

const page = await startPage();
process.once('SIGINT', () => {
  page.stop();
  process.exit(130);
});
try {
  const engines = { tidemark, autocannon, wrk, locust };
  const rates = new Map<string, Rate[]>();
  for (let round = 1; round <= Number(rounds); round++) {
    for (const [name, engine] of Object.entries(engines)) {
      console.error(`round ${round} of ${rounds}: ${name}`);
      rates.set(name, [...(rates.get(name) ?? []), await engine(page.url, Number(seconds))]);
    }
  }
  const perCpuSecond = Object.fromEntries(
    [...rates].map(([name, list]) => [
      name,
      { requestsPerCpuSecond: Math.round(median(list.map((rate) => rate.requests / rate.cpuSeconds))) },
    ]),
  );
  console.error(`${users} users`);
  const many = await manyUsers(page.url, Number(users));
  console.log('engine       requests per CPU-second   CPU per request   requests a second');
  for (const [name, list] of rates) {
    const rate = median(list.map(({ requests, cpuSeconds }) => requests / cpuSeconds));
    const speed = median(list.map((one) => one.requests / one.seconds));
    console.log(
      `${name.padEnd(12)} ${Math.round(rate).toLocaleString('en-US').padStart(23)} ${(1e6 / rate).toFixed(1).padStart(14)} us ${Math.round(speed).toLocaleString('en-US').padStart(19)}`,
    );
  }
  console.log(
    `${Number(users).toLocaleString('en-US')} users: ${many.bytesPerUser.toLocaleString('en-US')} B each, ` +
      `schedule lag p99 ${many.lagP99Ms} ms, ${Math.round(many.requestsPerSecond).toLocaleString('en-US')} requests a second, ${many.failed} failed`,
  );
  console.log(`\n${JSON.stringify({ node: process.version, ...perCpuSecond, ...many })}`);
} finally {
  page.stop();
  rmSync(page.folder, { recursive: true, force: true });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Memory is the most the agent ever had, less that of an agent with one user. */
async function manyUsers(url: string, count: number) {
  const hold = async (population: number, measure: '2s' | '20s') => {
    const result = await conduct(
      HTTP,
      readHttpPlan(
        {
          users: population,
          spawn: '2000/s',
          tasks: { page: { get: '/', expect: { contains: 'LAMPI' } } },
          wait: ['500ms', '10s'],
          warmup: '2s',
          measure,
        },
        { url },
      ),
    );
    if (result.status === 'invalid') throw new Error(result.reason);
    return result;
  };
  const rss = ({ generator }: Awaited<ReturnType<typeof hold>>): number =>
    generator.perAgent.reduce((sum, { maxRssBytes }) => sum + maxRssBytes, 0);
  const one = await hold(1, '2s');
  const all = await hold(count, '20s');
  const task = all.windows.measure!.tasks.page!;
  const lag = decodeHistogram(task.latencies['schedule.lag']!);
  return {
    users: count,
    bytesPerUser: Math.round((rss(all) - rss(one)) / count),
    lagP99Ms: lag.getValueAtPercentile(99) / 1000,
    requestsPerSecond: task.succeeded / 20,
    failed: task.failed,
  };
}
