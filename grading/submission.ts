/** What somebody handed in, as it is graded. Plain data. */
import type { ContentStanding, SignatureStanding } from '../saved/integrity.ts';
import type { AnyResults } from '../saved/results.ts';
import type { Document } from './markdown-document.ts';

/**
 * Of the Markdown beside a results file, line by line against the one that follows from the file.
 * `added`: all of it is there, and lines of somebody's own. `differs`: a line of it is not there.
 */
export type ReportStanding =
  | { readonly kind: 'follows' | 'absent' }
  | { readonly kind: 'added'; readonly lines: number }
  | { readonly kind: 'differs'; readonly missing: string }
  | { readonly kind: 'cannot be rebuilt'; readonly why: string }
  /** Another release words it differently. */
  | { readonly kind: 'of another release'; readonly tidemark: string };

export interface SavedFile {
  /** `mqtt-results.json` */
  readonly name: string;
  readonly results: AnyResults;
  /** SHA-256 of the content as it is, whatever the file says of it. */
  readonly sha256: string;
  readonly content: ContentStanding;
  readonly signature: SignatureStanding;
  readonly report: ReportStanding;
}

export interface Submission {
  /** Of its folder. */
  readonly name: string;
  readonly saved: readonly SavedFile[];
  readonly unreadable: readonly { readonly name: string; readonly reason: string }[];
  /** By path below the folder; what is not there is left out. */
  readonly documents: ReadonlyMap<string, Document>;
}

/** `mqtt-results.md` of `mqtt-results.json`. */
export const reportName = ({ name }: Pick<SavedFile, 'name'>): string => name.replace(/json$/, 'md');

/** Whether a document is called like the report of a results file. */
export const isReport = (path: string): boolean => /-results\.md$/.test(path);

/** Why nothing that rests on the file counts; null when it does. */
export function distrustOf({ name, content, signature }: SavedFile): string | null {
  if (signature === 'absent') return `${name} is not signed`;
  if (signature === 'wrong') return `the signature in ${name} is not that of the given key over its content`;
  return content === 'changed'
    ? `${name} was changed after it was written: its content does not have the hash recorded in it`
    : null;
}

/** The same of a document: a report must follow from its results file. */
export function distrustOfDocument(path: string, { saved }: Submission): string | null {
  const file = saved.find((one) => reportName(one) === path);
  if (!file) {
    return isReport(path)
      ? `there is no ${path.replace(/md$/, 'json')} that can be read and ${path} could follow from`
      : null;
  }
  const { report } = file;
  return (
    distrustOf(file) ??
    (report.kind === 'differs'
      ? `${path} does not follow from ${file.name}: it lacks the line "${report.missing}"`
      : report.kind === 'cannot be rebuilt'
        ? `whether ${path} follows from ${file.name} cannot be told: ${report.why}`
        : null)
  );
}

/** What could not be checked of a document that counts; null = nothing. */
export function doubtOfDocument(path: string, { saved }: Submission): string | null {
  const file = saved.find((one) => reportName(one) === path);
  return file?.report.kind === 'of another release'
    ? `whether the text of ${path} follows from ${file.name} could not be checked, it was written by tidemark ${file.report.tidemark}`
    : null;
}
