/**
 * Which fixtures a test body asks for. vitest 5 reads that from the text of the function and offers no other way: neither
 * an option of a test nor a list says it, the context has no lazy getters, and a fixture that is not named is not started.
 * So a body that is wrapped has to hand its text on.
 */

/** Two plain names, `(cell, context) => …`: which of the context's fixtures are used is not written there. */
const PLAIN_PARAMETERS = /^(?:async\s*)?(?:function[^(]*)?\(\s*[\w$]+\s*,\s*[\w$]+\s*\)/;
const FIRST_PARAMETER = /^(?:async\s*)?(?:function[^(]*)?(?:\(\s*|(?=[\w$]+\s*=>))([\w$]+)/;

type Body = (...parameters: never[]) => unknown;

/** `run` with the fixtures of `body`, which takes the same parameters: one of its own, then the context. */
export function asking<T extends Body>(body: Body, run: T): T {
  const text = String(body);
  const target = /\bsite\b/.test(text) && !/\bbroker\b/.test(text) ? 'site' : 'broker';
  const asked = PLAIN_PARAMETERS.test(text) ? `(first, { ${target}, load }) => {}` : text;
  return Object.assign(run, { toString: () => asked });
}

/** What the body calls its first parameter; null when it takes it apart. */
export const firstParameter = (body: Body): string | null => FIRST_PARAMETER.exec(String(body))?.[1] ?? null;
