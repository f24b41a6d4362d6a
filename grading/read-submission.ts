/** Reads a folder that was handed in: results files, the reports beside them, and the documents a rubric asks for. */
import type { KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { charts } from '../reporters/charts/charts.ts';
import { markdown } from '../reporters/sections/document.ts';
import { contentHash, contentStanding, signatureStanding } from '../saved/integrity.ts';
import { readResults } from '../saved/read-results.ts';
import type { AnyResults } from '../saved/results.ts';
import { stemOf } from '../saved/results-file.ts';
import { version } from '../saved/version.ts';
import { type Block, blocksOf, type Document, linksOf } from './markdown-document.ts';
import { reportStanding } from './report-standing.ts';
import { isReport, type ReportStanding, reportName, type SavedFile, type Submission } from './submission.ts';

const RESULTS = /-results\.json$/;

/** Names of the results files that lie in the folder itself. */
export const resultsFilesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => RESULTS.test(name)).sort();

/** What cannot be read is listed with the reason. `key` is the public key the results must be signed for; null = none. */
export async function readSubmission(
  folder: string,
  documents: readonly string[],
  key: KeyObject | null,
): Promise<Submission> {
  const saved: SavedFile[] = [];
  const rebuilt = new Map<string, readonly Block[]>();
  const unreadable: { name: string; reason: string }[] = [];
  for (const name of await resultsFilesIn(folder)) {
    try {
      const results = readResults(await readFile(join(folder, name), 'utf8'), name);
      const { report, text } = await reportOf(folder, name, results);
      rebuilt.set(reportName({ name }), blocksOf(text));
      const sha256 = contentHash(results);
      const [content, signature] = [contentStanding(results), signatureStanding(results, key)];
      saved.push({ name, results, sha256, content, signature, report });
    } catch (error) {
      const { message } = error as Error;
      unreadable.push({ name, reason: message.includes(name) ? message : `${name}: ${message}` });
    }
  }
  const read = await Promise.all(
    [...new Set(documents)].map(async (path) => {
      const measured = isReport(path) ? (rebuilt.get(path) ?? []) : null;
      return [path, await readDocument(join(folder, path), measured)] as const;
    }),
  );
  return {
    name: basename(resolve(folder)),
    saved,
    unreadable,
    documents: new Map(read.flatMap(([path, document]) => (document ? [[path, document]] : []))),
  };
}

/** Of the report beside a results file; `text` is what the results say, empty where nobody needs it or it cannot be told. */
async function reportOf(
  folder: string,
  name: string,
  results: AnyResults,
): Promise<{ readonly report: ReportStanding; readonly text: string }> {
  const found = await readFile(join(folder, reportName({ name })), 'utf8').catch(() => null);
  if (found === null) return { report: { kind: 'absent' }, text: '' };
  try {
    // Renamed since, its charts may have the name of before.
    const stems = new Set([basename(name, '.json'), stemOf(results)]);
    const rebuilt = [...stems].map((stem) => {
      const text = markdown(results, charts(results, stem));
      return { report: reportStanding(found, text, { tidemark: results.tidemark, ours: version }), text };
    });
    return rebuilt.find(({ report }) => report.kind === 'follows' || report.kind === 'added') ?? rebuilt[0]!;
  } catch (error) {
    // A histogram that cannot be decoded, say.
    return { report: { kind: 'cannot be rebuilt', why: (error as Error).message }, text: '' };
  }
}

/** `measured` null: all of it counts. */
async function readDocument(path: string, measured: readonly Block[] | null): Promise<Document | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  const blocks = blocksOf(text);
  const leads = (link: string): boolean => existsSync(join(dirname(path), fileOf(link)));
  return { blocks, measured: measured ?? blocks, leadSomewhere: new Set(linksOf(blocks).filter(leads)) };
}

/** Without what stands behind `#`; an escape that is none stays as it is. */
function fileOf(link: string): string {
  const file = link.replace(/[?#].*$/s, '');
  try {
    return decodeURIComponent(file);
  } catch {
    return file;
  }
}
