/** The vitest of the user's project, which runs the tests, has to be one that this package knows. */
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

/** Nothing can be measured with what is installed. */
export class VitestError extends Error {
  override readonly name = 'VitestError';
}

/** Call before anything of vitest is imported. @throws VitestError */
export function requireVitest(): void {
  const own = JSON.parse(readFileSync(findPackageJSON(import.meta.url) as string, 'utf8'));
  const problem = vitestProblem(own.peerDependencies.vitest, installed());
  if (problem !== null) throw new VitestError(problem);
}

/** `range` is like `^5.1.0`; `version` null: there is none. Null: it fits. */
export function vitestProblem(range: string, version: string | null): string | null {
  const [major = 0, minor = 0] = numbersOf(range);
  const [hasMajor = 0, hasMinor = 0] = numbersOf(version ?? '');
  if (hasMajor === major && hasMinor >= minor) return null;
  const found = version === null ? 'none is installed' : `vitest ${version} is installed`;
  return `vitest ${major}.${minor} or newer, below ${major + 1}, is required; ${found}. Install it: npm install --save-dev vitest@${range}`;
}

const numbersOf = (text: string): readonly number[] => (text.match(/\d+/g) ?? []).map(Number);

function installed(): string | null {
  try {
    const path = findPackageJSON('vitest', import.meta.url);
    return path === undefined ? null : JSON.parse(readFileSync(path, 'utf8')).version;
  } catch {
    return null;
  }
}
