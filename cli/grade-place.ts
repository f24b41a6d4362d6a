/** Where grades are written: never into a submission, and never over what is graded. */
import { lstatSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Rubric } from '../grading/rubric.ts';
import { resultsFilesIn } from '../grading/submission-files.ts';
import { proveReplaceable } from '../saved/replace-file.ts';
import { UsageError } from './arguments.ts';

/** `all/one.grade.md` of `all/one`: what lies in the folder is the student's, also the points of a grade found there. */
export const besideOf = (folder: string): string => `${resolve(folder)}.grade.md`;

/** Of one of several submissions: another may be a folder that has just that name. */
export const freeBesideOf = (folder: string): string => freePlace(besideOf(folder));

/** Of the table of all. */
export const freeTableIn = (folder: string): string => freePlace(join(folder, 'grade.md'));

/** `one.grade.md`, or `one.grade-2.md` where a folder has the place of the first. */
function freePlace(file: string): string {
  for (let number = 1; ; number++) {
    const place = number === 1 ? file : file.replace(/\.md$/, `-${number}.md`);
    if (![place, jsonOf(place)].some(isFolder)) return place;
  }
}

function isFolder(path: string): boolean {
  try {
    return lstatSync(path).isDirectory();
  } catch {
    // Nothing is there, or nothing can be: whoever writes there is told.
    return false;
  }
}

export const jsonOf = (file: string): string => file.replace(/md$/, 'json');

/** Whether the path, which may be still to come, is the folder or below it; links are followed. */
export async function isWithin(path: string, folder: string): Promise<boolean> {
  const way = relative(await whereIs(folder), await whereIs(path));
  return way !== '..' && !way.startsWith(`..${sep}`) && resolve(way) !== way;
}

async function whereIs(path: string): Promise<string> {
  const absolute = resolve(path);
  return await realpath(absolute).catch(async () =>
    dirname(absolute) === absolute ? absolute : join(await whereIs(dirname(absolute)), basename(absolute)),
  );
}

/**
 * `out` and the JSON beside it may be nothing that is graded, nor lie among it; of several submissions also none of their
 * grades. Throws UsageError.
 */
export async function refuseOut(
  out: string,
  rubricFile: string,
  { criteria }: Rubric,
  folders: readonly string[],
  single: boolean,
): Promise<void> {
  const refuse = (why: string) => {
    throw new UsageError(`--out ${out}: ${why}. Name another file, like grades/lab-1.md.`);
  };
  if (!out.endsWith('.md')) refuse('a name that ends with .md is required');
  if (/-results\.md$/.test(out)) refuse('this is where results and their report are');
  const documents = criteria.flatMap(({ file }) => file?.path ?? []);
  const places = await Promise.all([out, jsonOf(out)].map(whereIs));
  const taken = [rubricFile];
  // Links are not graded, and may lead anywhere.
  for (const folder of folders.filter((one) => single || isFolder(one))) {
    if (await isWithin(out, folder)) {
      refuse(`it lies in the submission ${folder}, where only files of the student belong`);
    }
    const names = [...documents, ...(await resultsFilesIn(folder).catch(() => []))];
    // A link in the submission may lead here.
    taken.push(...names.map((name) => join(folder, name)), ...(single ? [] : [freeBesideOf(folder)]));
  }
  for (const path of taken) {
    if (places.includes(await whereIs(path))) refuse(`${relative('', path)} would be overwritten`);
  }
}

/** A grade that could not be written after all: nothing of the command is wrong. */
export class GradeLost extends Error {
  override readonly name = 'GradeLost';
}

/** Before anything is measured. Throws UsageError. */
export async function proveGradeWritable(file: string): Promise<void> {
  const refuse = (path: string, why: string) => {
    throw new UsageError(cannotWrite(path, why));
  };
  for (const path of [file, jsonOf(file)]) {
    if ((await stat(path).catch(() => null))?.isDirectory()) refuse(path, 'it is a folder');
    await proveReplaceable(path).catch((error: Error) => refuse(path, error.message));
  }
}

export const cannotWrite = (path: string, why: string): string =>
  `${relative('', path)} cannot be written: ${why}. Make room there, or name another file with --out.`;
