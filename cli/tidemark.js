#!/usr/bin/env node
// Any version of Node reads this file: it uses nothing that an old one lacks, and loads the rest afterwards.
import process from 'node:process';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
  process.stderr.write(
    `tidemark: Node 22.22 or newer is required, this is ${process.versions.node}. Install it, or run: npx --package=node@22 --package=tidemark tidemark\n`,
  );
  // Nothing was judged.
  process.exit(125);
}

import('./start.js').catch((error) => {
  process.stderr.write(`tidemark: unexpected error: ${error.stack}\n`);
  process.exitCode = 125;
});
