// Starts the command line: the TypeScript beside this file in the repository, the built JavaScript when published.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import process from 'node:process';

// Exit code 1 says that an SLO was breached; whatever nobody foresaw says nothing about the target.
process.on('uncaughtException', (error) => {
  process.stderr.write(`tidemark: unexpected error: ${error?.stack ?? error}\n`);
  process.exit(125);
});

/** A module of ours, from the root of the package. */
function place(name) {
  const source = new URL(`../${name}.ts`, import.meta.url);
  return (existsSync(source) ? source : new URL(`../dist/${name}.js`, import.meta.url)).href;
}

// Halves the time to start, of this process and of those it starts; targets do not get it. One that the user has named is already in use.
if (process.env.NODE_COMPILE_CACHE === undefined) {
  const { ownCacheFolder } = await import(place('saved/own-cache-folder'));
  const own = ownCacheFolder();
  if (own !== null) {
    const folder = join(own, 'node-compile-cache');
    process.env.NODE_COMPILE_CACHE = folder;
    module.enableCompileCache(folder);
  }
}

const { main } = await import(place('cli/main'));
process.exitCode = await main(process.argv.slice(2));
