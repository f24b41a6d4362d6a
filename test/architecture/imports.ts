/** Which file imports which, read from the source text: types, re-exports and `import()` count like all other imports. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dirname, join as joined } from 'node:path/posix';
import { parseSync, Visitor } from 'oxc-parser';

/** Paths relative to the folder that was read, with slashes. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

/** Folders at the root that hold no code of the product. */
const ELSEWHERE = ['node_modules', 'dist', 'results', 'test', 'bench', 'docs', 'deploy'];
/** Configuration of a tool, read by that tool alone. */
const CONFIGURATION = 'vitest.config.ts';

/** All imports of one file of `folder` by another. Throws SyntaxError when a file cannot be read as TypeScript. */
export function importsIn(folder: string): Import[] {
  const exclude = [...ELSEWHERE.map((name) => `${name}/**`), CONFIGURATION];
  const files = globSync('**/*.{ts,js}', { cwd: folder, exclude }).map((name) => name.replaceAll('\\', '/'));
  return files.flatMap((from) => {
    const specifiers = specifiersIn(from, readFileSync(join(folder, from), 'utf8'));
    return specifiers.flatMap((specifier) => {
      const to = fileOf(specifier, from);
      return to !== null && existsSync(join(folder, to)) ? [{ from, to }] : [];
    });
  });
}

/** Null: another package. This one is named `tidemark` by its users and by the suites. */
function fileOf(specifier: string, from: string): string | null {
  if (specifier.startsWith('.')) return joined(dirname(from), specifier);
  const own = /^tidemark(?:\/([\w-]+))?$/.exec(specifier);
  return own === null ? null : `${own[1] ?? 'index'}.ts`;
}

function specifiersIn(file: string, text: string): string[] {
  const { program, errors } = parseSync(file, text);
  if (errors[0]) throw new SyntaxError(`${file}: ${errors[0].message}`);
  const found: string[] = [];
  const take = ({ source }: { readonly source: unknown }) => {
    const { value } = (source ?? {}) as { readonly value?: unknown };
    if (typeof value === 'string') found.push(value);
  };
  new Visitor({
    ImportDeclaration: take,
    ExportNamedDeclaration: take,
    ExportAllDeclaration: take,
    ImportExpression: take,
    TSImportType: take,
  }).visit(program);
  return found;
}
