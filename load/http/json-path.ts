/** Places in JSON: `data.items.0.id`, or a JSON Pointer (RFC 6901) where a name has a dot in it, `/data/a.b`. */

export type JsonPath = readonly string[];

/** @throws RangeError that says what is required */
export function readPath(text: string): JsonPath {
  if (text.startsWith('/')) {
    if (/~(?![01])/.test(text)) throw new RangeError(`~0 or ~1 is required after each ~ ; got '${text}'`);
    return text
      .slice(1)
      .split('/')
      .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  }
  const path = text.split('.');
  if (path.includes('') || path[0] === '$' || /[[\]]/.test(text))
    throw new RangeError(`a path like 'data.items.0.id' or '/data/items/0/id' is required; got '${text}'`);
  return path;
}

/** The value there, `length` of a list included; undefined when there is none. */
export function valueAt(json: unknown, path: JsonPath): unknown {
  let value = json;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
