/** Reads a rubric from YAML; what is wrong with it is said by line and path. */
import { type Document, LineCounter, parseDocument, visit } from 'yaml';
import { nearMiss } from '../text/near-miss.ts';
import { KINDS, type Rubric, rubricSchema } from './rubric.ts';

/** A rubric that cannot be used; the message says where, what is required and what was found. */
export class RubricError extends Error {
  override readonly name = 'RubricError';
}

/** Reads a rubric. Throws RubricError that names each place by line and path. */
export function readRubric(yaml: string, file: string): Rubric {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines });
  const alias = unknownAlias(document);
  if (alias) {
    throw new RubricError(
      `${file} is no rubric:\n  line ${lines.linePos(alias.at).line}: *${alias.name} stands for something named &${alias.name} above, and there is none; a text that begins with * needs quotes.`,
    );
  }
  const [wrong] = document.errors;
  if (wrong) throw new RubricError(`${file} is not YAML: ${wrong.message.trimEnd()}`);
  const parsed = rubricSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, ...issue }) => {
    const line = lineOf(path);
    const at = [line === null ? '' : `line ${line}`, path.join('.')].filter(Boolean).join(', ');
    return `  ${at || 'the whole'}: ${issue.code === 'unrecognized_keys' ? unknownKeys(issue.keys, path) : issue.message}`;
  });
  throw new RubricError(`${file} is no rubric:\n${problems.join('\n')}`);

  /** Of the value, or of what it is missing from. */
  function lineOf(path: readonly PropertyKey[]): number | null {
    for (let length = path.length; length >= 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as
        | { range?: [number, number, number] }
        | undefined;
      if (node?.range) return lines.linePos(node.range[0]).line;
    }
    return null;
  }
}

/** The first `*name` without its `&name`: mostly a pattern without quotes. */
function unknownAlias(document: Document): { readonly name: string; readonly at: number } | null {
  let found: { readonly name: string; readonly at: number } | null = null;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return;
      found = { name: alias.source, at: alias.range?.[0] ?? 0 };
      return visit.BREAK;
    },
  });
  return found;
}

function unknownKeys(keys: readonly string[], path: readonly PropertyKey[]): string {
  const inCriterion = path.length === 2 && path[0] === 'criteria';
  return keys
    .map((key) => {
      const meant = inCriterion ? nearMiss(key, ['id', 'title', 'points', ...KINDS]) : null;
      const known = inCriterion ? `; a criterion has id, title, points and one of ${KINDS.join(', ')}` : '';
      return `there is no "${key}" here${known}${meant === null ? '' : `. Did you mean "${meant}"?`}`;
    })
    .join('; ');
}
