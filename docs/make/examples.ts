/** The examples whose output the documents show, and how each is made. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version } from '../../saved/version.ts';
import { readShellWords } from '../../text/shell-words.ts';
import { type How, tidemark } from './command.ts';
import { ROOT } from './page.ts';
import type { PrintedRun } from './printed.ts';
import { snippetsIn } from './snippets.ts';

/** Runs the example for real and saves what its output is made from; gives what the command printed. */
type Example = () => Promise<string>;

const COMPARE = 'docs/examples/compare';
const GRADE = 'docs/examples/grade';

export const EXAMPLES: Readonly<Record<string, Example>> = {
  telemetry: () => runSnippet('telemetry', 'README.md', 'telemetry.slo.ts', ['run telemetry.slo.ts']),
  start: () => runHere('start', npmStart()),
  'page-floor': () =>
    runHere('page-floor', 'run suites/http/page-floor.slo.ts --profile full -t page=devices'),
  'gate-absent': () =>
    runSnippet('gate-absent', 'docs/gate.md', 'perf/gated.slo.ts', ['run perf'], {
      environment: { CI: 'true' },
    }),
  'gate-kept': () =>
    runSnippet('gate-kept', 'docs/gate.md', 'perf/gated.slo.ts', ['run perf --save-baseline', 'run perf']),
  retry: () =>
    runSnippet(
      'retry',
      'docs/gate.md',
      'perf/gated.slo.ts',
      ['run perf --save-baseline', 'run perf --retry-invalid 2'],
      { disturbed: true },
    ),
  compare: async () => {
    const arms = `broker-config=${COMPARE}/open.conf broker-config=${COMPARE}/acl.conf`;
    const options = `--broker native --budget 5m --out ${COMPARE}`;
    const printed = await here(`compare ${arms} ${options} -- ${COMPARE}/devices.slo.ts`);
    for (const runs of ['base', 'head']) rmSync(join(ROOT, COMPARE, runs), { recursive: true });
    return printed;
  },
  bisect: () =>
    inFolder(async (folder) => {
      const repository = join(folder, 'small-broker');
      execFileSync('sh', [join(ROOT, 'docs/examples/bisect/make-repository.sh'), repository]);
      const how = `--build 'npm ci --silent' --broker 'exec:node broker.js'`;
      const command = `bisect --good v1.0 --bad HEAD --metric delivery.p99 ${how} -- perf`;
      const printed = await tidemark(readShellWords(command), { folder: repository });
      for (const name of ['bisect.json', 'bisect.md'])
        cpSync(join(repository, 'results', name), join(ROOT, 'docs/examples/bisect', name));
      return printed;
    }),
  grade: async () => {
    await here(`report ${GRADE}/hand-in/http-results.json`);
    return here(`grade ${GRADE}/rubric.yaml --results ${GRADE}/hand-in --out ${GRADE}/grade.md`);
  },
  'hand-in': async () => {
    const printed = await here(
      `run ${GRADE}/pages.slo.ts --site container --host-network --out ${GRADE}/hand-in`,
    );
    for (const name of globSync(`${GRADE}/hand-in/{raw,junit.xml,history.jsonl}`, { cwd: ROOT }))
      rmSync(join(ROOT, name), { recursive: true });
    return printed;
  },
};

const here = (command: string): Promise<string> => tidemark(readShellWords(command), { folder: ROOT });

const npmStart = (): string =>
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts.start.replace(/^.*tidemark\.js /, '');

/** Of this repository's own suites. */
async function runHere(name: string, command: string): Promise<string> {
  const printed = await here(command);
  save(name, ROOT, command, printed, null);
  return printed;
}

/** Of a test file that a page shows, in an empty folder; the last of the commands is the one that is shown. */
const runSnippet = (
  name: string,
  page: string,
  file: string,
  commands: readonly string[],
  how: Omit<How, 'folder'> = {},
): Promise<string> =>
  inFolder(async (folder) => {
    const snippet = snippetsIn(page).find((one) => file.endsWith(one.name ?? '\0'));
    if (snippet === undefined) throw new Error(`${page} shows no ${file}`);
    mkdirSync(join(folder, 'perf'));
    writeFileSync(join(folder, file), snippet.shown);
    for (const before of commands.slice(0, -1)) await tidemark(readShellWords(before), { folder });
    const command = commands.at(-1)!;
    const printed = await tidemark(readShellWords(command), { ...how, folder });
    save(name, folder, command, printed, sha256(snippet.shown));
    return printed;
  });

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-example-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is printed of the results that the command wrote below the folder; it says which. */
function save(name: string, folder: string, command: string, printed: string, sha: string | null): void {
  const written = [...printed.matchAll(/^ {2}(\S+-results\.(?:md|json))$/gm)].map(([, file = '']) => file);
  const cells = written
    .filter((file) => file.endsWith('.json'))
    .flatMap((file): PrintedRun['cells'] => JSON.parse(readFileSync(join(folder, file), 'utf8')).cells)
    .map(({ title, parameters, verdict, durationMs, slo, reasons, disagreements, warnings }) => ({
      title,
      parameters,
      verdict,
      durationMs,
      slo,
      reasons,
      disagreements,
      warnings,
    }));
  const run: PrintedRun = {
    tidemark: version,
    command: `npx tidemark ${command}`,
    sha256: sha,
    cells,
    written,
  };
  mkdirSync(join(ROOT, 'docs/printed'), { recursive: true });
  writeFileSync(join(ROOT, `docs/printed/${name}.json`), `${JSON.stringify(run, null, 2)}\n`);
}
