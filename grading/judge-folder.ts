/** What one folder earns: reads it, grades it, and takes over what the grader had filled in. */
import { createPublicKey } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { boxesIn } from './boxes.ts';
import { type FolderAsked, type JudgedFolder, unread } from './folder-asked.ts';
import { gradeOf } from './grade.ts';
import { readSubmission } from './read-submission.ts';
import type { Submission } from './submission.ts';
import { SubmissionFiles } from './submission-files.ts';

export async function judgeFolder({
  folder,
  rubric,
  key,
  earlier,
  withCells,
}: FolderAsked): Promise<JudgedFolder> {
  let submission: Submission;
  try {
    const documents = rubric.criteria.flatMap(({ file }) => file?.path ?? []);
    submission = await readSubmission(folder, documents, key === null ? null : createPublicKey(key));
  } catch (error) {
    return { ...unread(folder), broken: [`it cannot be read: ${(error as Error).message}`] };
  }
  const { name, saved } = submission;
  const broken = submission.unreadable.map(({ reason }) => reason);
  if (saved.length === 0) {
    return { ...unread(folder), name, broken: broken.length > 0 ? broken : ['no file *-results.json'] };
  }
  const boxes = boxesIn(await textOf(earlier));
  const grade = gradeOf(rubric, submission, boxes);
  const suites = new Set(saved.flatMap(({ results }) => results.cells.map(({ suite }) => suite)));
  return {
    name,
    grade: withCells ? grade : { ...grade, restsOn: [] },
    boxes,
    broken,
    suites: [...suites],
  };
}

const textOf = async (file: string): Promise<string> =>
  (await SubmissionFiles.of(dirname(file))
    .then((files) => files.read(basename(file), 'document'))
    .catch(() => null)) ?? '';
