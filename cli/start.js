// Starts the command line: the TypeScript beside this file in the repository, the built JavaScript when published.
import { existsSync } from 'node:fs';
import module from 'node:module';
import process from 'node:process';
import { ownCompileCache } from './compile-cache.js';

// Exit code 1 says that an SLO was breached; whatever nobody foresaw says nothing about the target.
process.on('uncaughtException', (error) => {
  process.stderr.write(`tidemark: unexpected error: ${error?.stack ?? error}\n`);
  process.exit(125);
});

// Halves the time to start, of this process and of those it starts; targets do not get it. One that the user has named is already in use.
if (process.env.NODE_COMPILE_CACHE === undefined) {
  const folder = ownCompileCache();
  if (folder !== null) {
    process.env.NODE_COMPILE_CACHE = folder;
    module.enableCompileCache(folder);
  }
}

const source = new URL('./main.ts', import.meta.url);
const built = new URL('../dist/cli/main.js', import.meta.url);
const { main } = await import((existsSync(source) ? source : built).href);
process.exitCode = await main(process.argv.slice(2));
