/**
 * `npm run compose:up` and `compose:down`: hands its arguments to Docker Compose, version 2 or docker-compose 1.29, whichever
 * is here, for `deploy/compose.yaml`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('../compose.yaml', import.meta.url));
const COMMANDS: readonly (readonly [string, ...string[]])[] = [['docker', 'compose'], ['docker-compose']];
/** Of a shell: a command that is not there. */
const NOT_FOUND = 127;

const found = COMMANDS.find(([program, ...words]) => spawnSync(program, [...words, 'version']).status === 0);
if (found === undefined) {
  process.stderr.write(
    'Docker Compose is required; neither `docker compose` nor `docker-compose` is here. Install one: https://docs.docker.com/compose/install\n',
  );
  process.exit(NOT_FOUND);
}

const results = resolve(
  process.env.RESULTS ?? fileURLToPath(new URL('../../results/compose', import.meta.url)),
);
// The engine would make it, and it would be root's.
mkdirSync(results, { recursive: true });

const [program, ...words] = found;
const compose = spawn(program, [...words, '--file', FILE, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: {
    COMPOSE_PROJECT_NAME: 'tidemark',
    ...process.env,
    RESULTS: results,
    OWNER: `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
  },
});
// Ctrl-C reaches both, and the containers are to be stopped before this ends.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => compose.kill());
compose.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
