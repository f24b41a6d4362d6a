import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** The modules that a process has loaded which imports a file, as Node names them. */
const loadedBy = (file: string): string[] =>
  JSON.parse(
    execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { registerHooks } from 'node:module';
        const urls = [];
        registerHooks({ load(url, context, next) { urls.push(url); return next(url, context); } });
        await import(${JSON.stringify(new URL(`../../${file}`, import.meta.url).href)});
        process.stdout.write(JSON.stringify(urls));`,
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
    ),
  ) as string[];

// A fleet of fifty agents starts fifty times.
test.each(['load/mqtt/work.ts', 'load/http/work.ts'])(
  'an agent starts without the schemas of plans and what else only its coordinator needs: %s',
  (file) => {
    const urls = loadedBy(file);
    expect(urls.join('\n')).toContain(file);
    expect(urls.filter((url) => /node_modules\/(?:zod|ws|hdr-histogram-js)\//.test(url))).toEqual([]);
  },
);
