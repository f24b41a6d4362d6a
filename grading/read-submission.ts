/** Reads a folder that was handed in: results files, the reports beside them, and the documents a rubric asks for. */
import type { KeyObject } from 'node:crypto';
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
import { resultsFilesIn, SubmissionFiles } from './submission-files.ts';

/**
 * What cannot be read is listed with the reason, by name. `key` is the public key the results must be signed for; null = none. Rejects where
 * the folder itself cannot be read.
 */
export async function readSubmission(
  folder: string,
  documents: readonly string[],
  key: KeyObject | null,
): Promise<Submission> {
  const files = await SubmissionFiles.of(folder);
  const saved: SavedFile[] = [];
  const rebuilt = new Map<string, readonly Block[]>();
  const unreadable = new Map<string, string>();
  const orRefused = async <Read>(name: string, reading: () => Promise<Read>): Promise<Read | null> => {
    try {
      return await reading();
    } catch (error) {
      const { message } = error as Error;
      unreadable.set(name, message.includes(name) ? message : `${name}: ${message}`);
      return null;
    }
  };
  for (const name of await resultsFilesIn(folder)) {
    const report = reportName({ name });
    await orRefused(name, async () => {
      const results = readResults((await files.read(name, 'results')) ?? '', name);
      const found = await orRefused(report, () => files.read(report, 'document'));
      const { standing, text } = standingOf(found, name, results);
      rebuilt.set(report, blocksOf(text));
      const sha256 = contentHash(results);
      const [content, signature] = [contentStanding(results), signatureStanding(results, key)];
      saved.push({ name, results, sha256, content, signature, report: standing });
    });
  }
  const read = new Map<string, Document>();
  for (const path of new Set(documents)) {
    const measured = isReport(path) ? (rebuilt.get(path) ?? []) : null;
    const document = await orRefused(path, () => readDocument(files, path, measured));
    if (document !== null) read.set(path, document);
  }
  return {
    name: basename(resolve(folder)),
    saved,
    unreadable: [...unreadable].map(([name, reason]) => ({ name, reason })),
    documents: read,
  };
}

/** Of the report `found` beside a results file; `text` is what the results say, empty where nobody needs it or it cannot be told. */
function standingOf(
  found: string | null,
  name: string,
  results: AnyResults,
): { readonly standing: ReportStanding; readonly text: string } {
  if (found === null) return { standing: { kind: 'absent' }, text: '' };
  try {
    // Renamed since, its charts may have the name of before.
    const stems = new Set([basename(name, '.json'), stemOf(results)]);
    const rebuilt = [...stems].map((stem) => {
      const text = markdown(results, charts(results, stem));
      return { standing: reportStanding(found, text, { tidemark: results.tidemark, ours: version }), text };
    });
    return rebuilt.find(({ standing: { kind } }) => kind === 'follows' || kind === 'added') ?? rebuilt[0]!;
  } catch (error) {
    // A histogram that cannot be decoded, say.
    return { standing: { kind: 'cannot be rebuilt', why: (error as Error).message }, text: '' };
  }
}

/** `measured` null: all of it counts. */
async function readDocument(
  files: SubmissionFiles,
  path: string,
  measured: readonly Block[] | null,
): Promise<Document | null> {
  const text = await files.read(path, 'document');
  if (text === null) return null;
  const blocks = blocksOf(text);
  const leadSomewhere = new Set<string>();
  for (const link of linksOf(blocks)) {
    if (await files.has(join(dirname(path), fileOf(link)))) leadSomewhere.add(link);
  }
  return { blocks, measured: measured ?? blocks, leadSomewhere };
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
