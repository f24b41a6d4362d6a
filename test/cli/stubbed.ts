/** The real command, as a process of its own, whose runs are made up: see stub-launcher.ts. */
import { fileURLToPath } from 'node:url';
import { main } from '../../cli/main.ts';

/** This file. */
export const STUBBED = fileURLToPath(import.meta.url);
export const STUB = fileURLToPath(new URL('../matrix/arms/stub-launcher.ts', import.meta.url));

if (import.meta.main) process.exitCode = await main(process.argv.slice(2), undefined, STUB);
