/** Reads a rubric from YAML; what is wrong with it is said by line and path. */
import { type Document, isAlias, LineCounter, parseDocument, visit } from 'yaml';
import { count } from '../text/format.ts';
import { nearMiss } from '../text/near-miss.ts';
import { KINDS, type Rubric, rubricSchema } from './rubric.ts';

const MOST_CHARACTERS = 100_000;
const MOST_PROBLEMS = 20;

/** A rubric that cannot be used; the message says where, what is required and what was found. */
export class RubricError extends Error {
  override readonly name = 'RubricError';
}

/** Reads a rubric. Throws RubricError that names each place by line and path. */
export function readRubric(yaml: string, file: string): Rubric {
  if (yaml.length > MOST_CHARACTERS) {
    throw new RubricError(
      `${file} is no rubric: it has ${count(yaml.length)} characters; at most ${count(MOST_CHARACTERS)} are read.`,
    );
  }
  const lines = new LineCounter();
  const document = orNoRubric(file, () => parseDocument(yaml, { lineCounter: lines }));
  const alias = unknownAlias(document);
  if (alias) {
    throw new RubricError(
      `${file} is no rubric:\n  line ${lines.linePos(alias.at).line}: *${alias.name} stands for something named &${alias.name} above, and there is none; a text that begins with * needs quotes.`,
    );
  }
  const [wrong] = document.errors;
  if (wrong)
    throw new RubricError(
      `${file} is not YAML: ${wrong.message.trimEnd()}\nA rubric like docs/rubrics/lampi.yaml is required.`,
    );
  // What aliases stand for is bounded by the library.
  const data: unknown = orNoRubric(file, () => document.toJS());
  const parsed = rubricSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const problems = issues.slice(0, MOST_PROBLEMS).map(({ path, ...issue }) => {
    const line = lineOf(path);
    const at = [line === null ? '' : `line ${line}`, path.join('.')].filter(Boolean).join(', ');
    return `  ${at || 'the whole'}: ${issue.code === 'unrecognized_keys' ? unknownKeys(issue.keys, path) : issue.message}`;
  });
  const more = issues.length > MOST_PROBLEMS ? [`  and ${count(issues.length - MOST_PROBLEMS)} more`] : [];
  throw new RubricError(`${file} is no rubric:\n${[...problems, ...more].join('\n')}`);

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

/** YAML can be nested, and aliases can stand for each other, until nothing is left of the memory. */
function orNoRubric<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new RubricError(
      `${file} is no rubric: ${(error as Error).message}. Write it with less nesting and fewer aliases (*name).`,
      { cause: error },
    );
  }
}

/** The first `*name` without its `&name`: mostly a pattern without quotes. */
function unknownAlias(document: Document): { readonly name: string; readonly at: number } | null {
  const known = new Set<string>();
  let found: { readonly name: string; readonly at: number } | null = null;
  visit(document, {
    Node(_, node) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) known.add(node.anchor);
      } else if (!known.has(node.source)) {
        found = { name: node.source, at: node.range?.[0] ?? 0 };
        return visit.BREAK;
      }
      return undefined;
    },
  });
  return found;
}

function unknownKeys(keys: readonly string[], path: readonly PropertyKey[]): string {
  const inCriterion = path.length === 2 && path[0] === 'criteria';
  return keys
    .slice(0, MOST_PROBLEMS)
    .map((key) => {
      const meant = inCriterion ? nearMiss(key, ['id', 'title', 'points', ...KINDS]) : null;
      const known = inCriterion ? `; a criterion has id, title, points and one of ${KINDS.join(', ')}` : '';
      return `there is no "${key}" here${known}${meant === null ? '' : `. Did you mean "${meant}"?`}`;
    })
    .join('; ');
}
