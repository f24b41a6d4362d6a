/** The lines of a text with `separator` in place of each line break and the blanks around it. In time that grows with the text alone. */
export function joinedLines(text: string, separator = ' '): string {
  const lines = text.split(/[\r\n]+/);
  if (lines.length === 1) return text;
  const [first = '', ...others] = lines;
  const last = others.pop()!;
  const middle = others.map((line) => line.trim()).filter((line) => line !== '');
  return [first.trimEnd(), ...middle, last.trimStart()].join(separator);
}
