import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contentHash, contentStanding, sealed, signatureStanding } from '../../saved/integrity.ts';
import { readResults } from '../../saved/read-results.ts';
import { serialize, writeResults } from '../../saved/results-file.ts';
import { cellOf, resultsOf, sweepShapes } from '../reporters/sample-results.ts';

const results = resultsOf(sweepShapes.slice(0, 2).map(cellOf));
const again = (text: string) => readResults(text);
const { privateKey, publicKey } = generateKeyPairSync('ed25519');

test('a file is written with the hash of its content, and read back as written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-integrity-'));
  try {
    const read = again(await readFile(await writeResults(folder, results), 'utf8'));
    expect(read.integrity?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(contentStanding(read)).toBe('as written');
    expect(signatureStanding(read, null)).toBe('not asked');
    expect(signatureStanding(read, publicKey)).toBe('absent');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('one figure changed is told, another layout or order of keys is not', () => {
  const text = serialize(sealed(results, null));
  const edited = text.replace('"verdict": "pass"', '"verdict": "fail"');
  expect(edited).not.toBe(text);
  expect(contentStanding(again(edited))).toBe('changed');
  const { version, ...rest } = JSON.parse(text);
  expect(contentStanding(again(JSON.stringify({ ...rest, version })))).toBe('as written');
});

test('a file of before there was a hash is readable, and nothing can be told of it', () => {
  expect(contentStanding(again(serialize(results)))).toBe('no hash');
});

test('a signature holds for its key and its content alone', () => {
  const signed = again(serialize(sealed(results, privateKey)));
  expect(signatureStanding(signed, publicKey)).toBe('valid');
  expect(signatureStanding(signed, generateKeyPairSync('ed25519').publicKey)).toBe('wrong');
  const edited = { ...signed, command: 'npx tidemark run other.slo.ts' };
  expect(signatureStanding(edited, publicKey)).toBe('wrong');
  // Who changes a file can put its hash right, but not its signature.
  const rehashed = { ...edited, integrity: { ...signed.integrity, sha256: contentHash(edited) } };
  expect(contentStanding(rehashed)).toBe('as written');
  expect(signatureStanding(rehashed, publicKey)).toBe('wrong');
});
