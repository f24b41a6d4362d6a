/** `npm run compose:up` for real: images are built, containers talk to each other, and Prometheus watches. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import type { ResultsOf } from '../../saved/results.ts';
import { freePort } from '../../targets/free-port.ts';
import { environmentWith } from '../cli/environment.ts';
import { compose as isHere, titled } from '../parts-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const run = promisify(execFile);
const SCRIPT = fileURLToPath(new URL('../../deploy/compose/compose.ts', import.meta.url));
const PROJECT = `tidemark-test-${process.pid}`;
/** The first time Debian's packages are fetched, too. */
const TIMEOUT_MS = 280_000;
const REQUESTS = 600;

const docker = async (...args: readonly string[]): Promise<string> =>
  (await run('docker', args)).stdout.trim();
const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');
const containers = async (service: string): Promise<readonly string[]> =>
  lines(
    await docker(
      ...['ps', '--all', '--quiet', '--filter', `label=com.docker.compose.project=${PROJECT}`],
      ...['--filter', `label=com.docker.compose.service${service}`],
    ),
  );

describe.skipIf(!isHere)(
  titled('npm run compose:up', isHere, 'no Docker engine, or no Docker Compose'),
  () => {
    test(
      'starts workers that answer every request, a load that says so, and a Prometheus that saw it',
      async () => {
        const [prometheus, load] = [await freePort(), await freePort()];
        const env = {
          ...environmentWith({}),
          COMPOSE_PROJECT_NAME: PROJECT,
          PROMETHEUS_PORT: String(prometheus),
          LOAD_PORT: String(load),
          RESULTS: temporaryFolder('compose-test-'),
          VIRTUAL_CLIENTS: '400',
          CONNECTIONS: '8',
          INTERVAL_MS: '2000',
          MEASURE: '3s',
          // What is to be seen here is not how fast it is.
          P50: '2s',
        };
        const compose = (...args: readonly string[]) => run(process.execPath, [SCRIPT, ...args], { env });
        const values = async (query: string): Promise<readonly number[]> => {
          const url = `http://127.0.0.1:${prometheus}/api/v1/query?query=${encodeURIComponent(query)}`;
          const { data } = (await (await fetch(url)).json()) as Answer;
          return data.result.map(({ value: [, text] }) => Number(text));
        };
        try {
          await compose('up', '--build', '--detach');
          const [asker = ''] = await containers('=load');
          const code = await docker('wait', asker);
          expect(code, await docker('logs', asker)).toBe('0');
          const { cells } = JSON.parse(
            readFileSync(`${env.RESULTS}/mqtt-results.json`, 'utf8'),
          ) as ResultsOf<'mqtt'>;
          expect(cells.map(({ verdict }) => verdict)).toEqual(['pass']);

          const told = () =>
            vi.waitFor(
              async () => {
                const replies = await values('tidemark_respond_replies_total');
                // One more request asked whether somebody answers.
                expect(replies.reduce((sum, one) => sum + one, 0)).toBe(REQUESTS + 1);
                return replies;
              },
              { timeout: 20_000, interval: 200 },
            );
          const replies = await told();
          expect(replies).toHaveLength(3);
          expect(Math.min(...replies)).toBeGreaterThan(0);
          expect(await values('last_over_time(tidemark_sent_total[5m])')).toEqual([REQUESTS]);
          expect(await values('last_over_time(tidemark_ended[5m])')).toEqual([1]);

          await compose('stop');
          const workers = await containers('=worker');
          expect(workers).toHaveLength(3);
          for (const worker of workers) {
            expect(await docker('inspect', '--format', '{{.State.ExitCode}}', worker)).toBe('0');
            expect(await docker('logs', worker)).toMatch(/, 0 unanswered at the end\.$/);
          }
        } finally {
          await compose('down', '--volumes', '--timeout', '2');
        }
        expect(await containers('')).toEqual([]);
      },
      TIMEOUT_MS,
    );
  },
);

interface Answer {
  readonly data: { readonly result: readonly { readonly value: readonly [at: number, text: string] }[] };
}
