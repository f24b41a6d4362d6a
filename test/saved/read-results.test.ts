import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readResults, readResultsFile } from '../../saved/read-results.ts';
import { ResultsError } from '../../saved/results-error.ts';
import { serialize } from '../../saved/results-file.ts';
import { resultsJsonSchema } from '../../saved/results-schema.ts';
import { PROTOCOLS } from '../../saved/runs.ts';
import { editedResults, sampleResults } from '../reporters/sample-results.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const saved = sampleResults();

test('a saved run is read back as it was', () => {
  expect(readResults(serialize(saved))).toEqual(saved);
});

test('a file that is longer than a string may be is read series by series, and is the same', async () => {
  const file = join(temporaryFolder('long-results-'), 'mqtt-results.json');
  const long = structuredClone(saved);
  const series = Object.values(long.cells[0]!.runs[0]!.result.series.groups)[0]!;
  Object.assign(series, {
    sent: Array.from({ length: 50_000 }, (_, second) => second),
    ackP50Ms: [null, ...Array(50_000).fill(1.5)],
  });
  Object.assign(long.cells[0]!, { title: `a [ title ], ${'x'.repeat(300)} [ 1 ]` });
  writeFileSync(file, serialize(long));
  expect(await readResultsFile(file, { longestBytes: 400_000 })).toEqual(long);
  expect(await readResultsFile(file)).toEqual(long);
  await expect(readResultsFile(file, { longestBytes: 1000 })).rejects.toThrow(
    'is not JSON: what is no series in it is longer than 1,000 characters',
  );
  await expect(readResultsFile(file, { longestBytes: 100_000 })).rejects.toThrow(
    /is not JSON: a line of it is longer than 100000 characters\. Required: a results file written by tidemark/,
  );
  await expect(readResultsFile(`${file}.none`)).rejects.toThrow(/^ENOENT/);
});

test('a run of numbers takes one line, so that people can read the file', () => {
  const text = serialize(saved);
  expect(text).toMatch(/"offered": \[ 83, 83/);
  expect(text.endsWith('}\n')).toBe(true);
});

test('keys of a later minor version are kept', () => {
  const read = readResults(JSON.stringify({ ...saved, later: { kept: true } }));
  expect(read).toHaveProperty('later.kept', true);
});

test('another version is refused, with both versions and the next step', () => {
  const text = JSON.stringify({ ...saved, version: 2 });
  expect(() => readResults(text, 'old.json')).toThrow(ResultsError);
  expect(() => readResults(text, 'old.json')).toThrow(
    /^old\.json has version 2; required: version 1\. .*run the tests again/,
  );
  expect(() => readResults('[]', 'list.json')).toThrow(
    /^list\.json has no version, so tidemark did not write it\. A results file like .* is required\.$/,
  );
  expect(() => readResults('{ "version": "1.0.0" }', 'package.json')).toThrow(
    /^package\.json has the version "1\.0\.0", so tidemark did not write it\./,
  );
});

test('text that is no JSON is refused by the name of the file', () => {
  expect(() => readResults('{"version": 1,', 'cut.json')).toThrow(
    /^cut\.json is not JSON: .*Run the tests again/s,
  );
});

test('a malformed file is refused with the place of each fault, the first five of them', () => {
  const broken = {
    ...saved,
    startedAt: 7,
    cells: saved.cells.map((cell) => ({ ...cell, verdict: 'maybe' })),
  };
  let message = '';
  try {
    readResults(JSON.stringify(broken), 'broken.json');
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toContain('broken.json is not a results file (version 1)');
  expect(message).toContain('  startedAt: ');
  expect(message).toContain('  cells.0.verdict: ');
  expect(message).toMatch(/ {2}and 5 more\nRun the tests again to write a new one\.$/);
});

test('what the host took from a CPU is read back, and files written before it was recorded are read all the same', () => {
  const { system } = saved.cells[0]!.runs[0]!.observation;
  expect(system).not.toHaveProperty('cpuStolenPercent');
  const recorded = editedResults(({ cells }) => {
    Object.assign(cells[0]!.runs[0]!.observation.system!, { cpuStolenPercent: [0, 15] });
  });
  expect(readResults(serialize(recorded))).toEqual(recorded);
});

test.each(['test/saved/kept/mqtt-results.json', 'docs/examples/grade/hand-in/http-results.json'])(
  '%s, which a run wrote, can be read',
  async (name) => {
    const written = await readFile(new URL(`../../${name}`, import.meta.url), 'utf8');
    expect(readResults(written, name).cells.length).toBeGreaterThan(0);
  },
);

test('the schema that is published tells the results of each kind of load apart', () => {
  const { oneOf = [], anyOf = oneOf } = resultsJsonSchema() as Record<'oneOf' | 'anyOf', SchemaOfAKind[]>;
  expect(anyOf.map(({ properties }) => properties.protocol.const).sort()).toEqual([...PROTOCOLS].sort());
  for (const { required } of anyOf) expect(required).toEqual(expect.arrayContaining(['version', 'cells']));
});

interface SchemaOfAKind {
  readonly required: readonly string[];
  readonly properties: { readonly protocol: { readonly const: string } };
}

describe('a file that is none tidemark wrote', () => {
  const inFolder = (content: string): string => {
    const path = join(temporaryFolder('hostile-results-'), 'mqtt-results.json');
    writeFileSync(path, content);
    return path;
  };

  test('is refused at once where it is a pipe, a device or a folder', async () => {
    const folder = temporaryFolder('hostile-results-');
    const pipe = join(folder, 'pipe.json');
    execFileSync('mkfifo', [pipe]);
    await expect(readResultsFile(pipe)).rejects.toThrow(
      `${pipe} cannot be read: it is a named pipe, and a regular file is required. Name a results file`,
    );
    await expect(readResultsFile('/dev/zero')).rejects.toThrow(
      'it is a device, and a regular file is required',
    );
    await expect(readResultsFile(folder)).rejects.toThrow('it is a folder');
  });

  test('is refused where it is nested deeper than can be hashed, and where its version is none', async () => {
    const nested = `${'['.repeat(1e5)}${']'.repeat(1e5)}`;
    const deep = serialize(saved).replace('{', `{"more": ${nested},`);
    await expect(readResultsFile(inFolder(deep))).rejects.toThrow('it is nested more than 100 deep');
    await expect(readResultsFile(inFolder(`{"version": ${nested}}`))).rejects.toThrow(
      'has the version a list, so tidemark did not write it',
    );
    await expect(readResultsFile(inFolder(`{"version": "${'x'.repeat(1e5)}"}`))).rejects.toThrow(
      /^.{1,400}$/v,
    );
  });

  test('is refused where a figure is beyond all numbers', async () => {
    const endless = serialize(saved).replace(/"durationMs": [\d.]+/, '"durationMs": 1e999');
    await expect(readResultsFile(inFolder(endless))).rejects.toThrow(/durationMs: .*number/);
    await expect(readResultsFile(inFolder(endless.replace('1e999', 'NaN')))).rejects.toThrow('is not JSON');
  });

  test('is refused before its objects fill the memory', async () => {
    await expect(readResultsFile(inFolder(`[${'{},'.repeat(21e6)}{}]`))).rejects.toThrow(
      'it has 21,000,002 objects, lists and keys, of which 20,000,000 are read',
    );
  });
});
