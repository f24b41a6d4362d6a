/** A local NGINX with one static page. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../targets/free-port.ts';

export interface Page {
  readonly url: string;
  readonly folder: string;
  stop(): void;
}

/** Throws Error when there is no nginx, or it does not answer within 5 s. */
export async function startPage(): Promise<Page> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-page-'));
  const port = await freePort();
  mkdirSync(join(folder, 'www'));
  writeFileSync(
    join(folder, 'www', 'index.html'),
    `<!doctype html><title>LAMPI</title><h1>LAMPI</h1><p>${'x'.repeat(900)}</p>`,
  );
  const file = join(folder, 'nginx.conf');
  writeFileSync(
    file,
    `daemon off; worker_processes 1; worker_rlimit_nofile 20000; pid ${folder}/pid; error_log ${folder}/error.log;
user root;
events { worker_connections 18000; }
http {
  access_log off; keepalive_requests 1000000000; keepalive_timeout 75s;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  server { listen 127.0.0.1:${port} backlog=4096; root ${folder}/www; }
}`,
  );
  const url = `http://127.0.0.1:${port}/`;
  const nginx: ChildProcess = spawn('nginx', ['-c', file, '-p', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const failed = new Promise<never>((_, reject) => {
    nginx.on('error', (error) =>
      reject(new Error(`nginx is required (Debian package nginx-light): ${error.message}`)),
    );
    nginx.on('exit', (code) =>
      reject(new Error(`nginx ended with exit code ${code}; see ${folder}/error.log`)),
    );
  });
  failed.catch(() => {});
  const answers = async (): Promise<void> => {
    for (let tries = 0; tries < 50; tries++) {
      const response = await fetch(url).catch(() => null);
      if (response?.ok) return;
      await sleep(100);
    }
    throw new Error('nginx did not answer within 5 s');
  };
  await Promise.race([answers(), failed]);
  return { url, folder, stop: () => nginx.kill() };
}
