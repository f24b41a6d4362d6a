/** Which files a grade rests on, and how far they can be trusted. Pure. */
import { code, text } from '../reporters/markdown/inline.ts';
import { section } from '../reporters/markdown/layout.ts';
import { left, table } from '../reporters/markdown/table.ts';
import { NONE, plural } from '../text/format.ts';
import type { Evidence } from './finding.ts';
import type { GivenGrade } from './grade.ts';
import { anchorOf } from './markdown-document.ts';
import type { SavedFile } from './submission.ts';

export function filesSection({ files, unreadable }: GivenGrade, base: string): string {
  return section(
    'Files',
    files.length === 0
      ? null
      : table<GivenGrade['files'][number]>(
          [
            left('results', ({ name }) => linkOf({ file: name, section: null }, base)),
            left('content', contentText),
            left('signature', ({ signature }) =>
              signature === 'valid' || signature === 'not asked' ? signature : `**${signature}**`,
            ),
            left('report beside it', reportText),
            left('SHA-256', ({ sha256 }) => code(sha256.slice(0, 16))),
          ],
          files,
        ),
    unreadable.map(({ name, reason }) => `- ${code(name)} cannot be read: ${text(reason)}`).join('\n'),
    'A matching hash shows that the file was not changed by accident or in an editor; somebody who wants to can compute a new one. A valid signature shows that the file is unchanged since the holder of the key made it. Neither shows that the load was the one in the test file.',
  );
}

const contentText = ({ content }: Pick<SavedFile, 'content'>): string =>
  content === 'changed'
    ? '**changed after it was written**'
    : content === 'no hash'
      ? 'no hash: whether it was changed is not known'
      : content;

function reportText({ report }: Pick<SavedFile, 'report'>): string {
  switch (report.kind) {
    case 'follows':
      return 'follows from it';
    case 'absent':
      return NONE;
    case 'added':
      return `follows from it; ${plural(report.lines, 'line')} of their own`;
    case 'differs':
      return `**does not follow from it**; missing: ${code(report.missing)}`;
    case 'cannot be rebuilt':
      return `**cannot be rebuilt**: ${text(report.why)}`;
    case 'of another release':
      return `**could not be checked**: written by tidemark ${text(report.tidemark)}`;
  }
}

/** `base` leads from the grade to the folder of the submission. */
export function linkOf({ file, section: heading }: Pick<Evidence, 'file' | 'section'>, base: string): string {
  const address = `${[...(base === '' ? [] : [base]), file].join('/')}${heading === null ? '' : `#${anchorOf(heading)}`}`;
  return `[${text(heading === null ? file : `${file}, ${heading}`)}](${encodeURI(address)})`;
}
