/** JSON with one item of its list a line, so that a later collection reads as a difference. */
export function oneALine(head: object, list: string, items: readonly unknown[]): string {
  const lines = items.map((item) => `    ${JSON.stringify(item)}`);
  const text = JSON.stringify({ ...head, [list]: [] }, null, 2);
  return `${text.replace(`"${list}": []`, `"${list}": [\n${lines.join(',\n')}\n  ]`)}\n`;
}
