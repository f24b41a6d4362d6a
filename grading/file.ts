/** A criterion met by a document with required parts; its points are shared among them. Pure. */
import { listed } from '../text/format.ts';
import { type Evidence, type Finding, nothing, tenths } from './finding.ts';
import {
  type Document,
  linksOf,
  paragraphsOf,
  sectionOf,
  type Table,
  tablesOf,
} from './markdown-document.ts';
import { patternOf } from './matching-cells.ts';
import type { Criterion, Part } from './rubric.ts';
import type { Submission } from './submission.ts';

export function gradeFile(
  { path, parts }: NonNullable<Criterion['file']>,
  points: number,
  { documents, unreadable }: Submission,
): Finding {
  const document = documents.get(path);
  if (!document) {
    return nothing(unreadable.find(({ name }) => name === path)?.reason ?? `there is no ${path}`);
  }
  const checked = parts.map((part) => check(part, document));
  const met = checked.filter(({ missing }) => missing.length === 0);
  const missing = checked.flatMap((part) => part.missing);
  return {
    points: tenths((points * met.length) / parts.length),
    why: `${met.length} of ${parts.length} required parts${missing.length > 0 ? `; missing: ${missing.join('; ')}` : ''}`,
    evidence: met.map(({ has, section }): Evidence => ({ text: listed(has), file: path, section })),
    cells: [],
    documents: [path],
  };
}

interface Checked {
  readonly section: string | null;
  readonly has: readonly string[];
  readonly missing: readonly string[];
}

function check(part: Part, document: Document): Checked {
  const pattern = part.section === undefined ? null : patternOf(part.section);
  const found = pattern && sectionOf(document.blocks, pattern);
  if (part.section !== undefined && (!found || found.blocks.length === 0)) {
    const missing = [`a section "${part.section}"${found ? ' that is not empty' : ''}`];
    return { section: null, has: [], missing };
  }
  const blocks = found?.blocks ?? document.blocks;
  // A table written into a report by hand would be figures made up.
  const measured = pattern ? (sectionOf(document.measured, pattern)?.blocks ?? []) : document.measured;
  const where = found ? ` in "${found.heading}"` : '';
  const whereMeasured =
    document.measured === document.blocks ? where : `${where} as it follows from the results`;
  const has: string[] = [];
  const missing: string[] = [];
  const ask = (what: string, wanted: number | undefined, count: () => number, place = where) => {
    if (wanted === undefined) return;
    const there = count();
    if (there >= wanted) has.push(`${there} ${what}`);
    else missing.push(`${wanted} ${what}${place} (there are ${there})`);
  };
  ask('paragraphs', part.paragraphs, () => paragraphsOf(blocks));
  ask(
    `points of CPU, disk and network${part.of ? ` for ${part.of}` : ''}`,
    part.sar,
    () => sarPoints(tablesOf(measured), part.of),
    whereMeasured,
  );
  ask(
    'links to files that are there',
    part.links,
    () => linksOf(blocks).filter((link) => document.leadSomewhere.has(link)).length,
  );
  if (part.table) {
    const columns = part.table;
    const table = `a table with ${listed(columns)}`;
    if (
      tablesOf(measured).some(
        (one) => one.rows.length > 0 && columns.every((word) => columnsOf(one, word).length > 0),
      )
    )
      has.push(table);
    else missing.push(table + whereMeasured);
  }
  return { section: found?.heading ?? null, has: has.length > 0 ? has : ['it is there'], missing };
}

const SAR = ['cpu', 'disk', 'network'];

/** Of a test without a rising load: no point of a hunt. */
const NO_POINT = /^only load$/i;

/**
 * Points at which CPU, disk and network all have a figure: rows of one name, in one table or in several. The name is the
 * column `point` where there is one, else the first.
 */
function sarPoints(tables: readonly Table[], of: string | undefined): number {
  const named = SAR.map((word) => {
    const points = tables.flatMap((table) => {
      const columns = columnsOf(table, word);
      const name = Math.max(
        0,
        table.header.findIndex((cell) => /^points?$/i.test(cell)),
      );
      return table.rows
        .filter((row) => of === undefined || row.join(' ').toLowerCase().includes(of.toLowerCase()))
        .filter((row) => columns.some((column) => column !== name && /\d/.test(row[column] ?? '')))
        .map((row) => (row[name] ?? '').toLowerCase());
    });
    return new Set(points.filter((point) => point !== '' && !NO_POINT.test(point)));
  });
  const [first = new Set<string>(), ...others] = named;
  return [...first].filter((point) => others.every((other) => other.has(point))).length;
}

const columnsOf = ({ header }: Table, word: string): number[] =>
  header.flatMap((cell, index) => (cell.toLowerCase().includes(word.toLowerCase()) ? [index] : []));
