/** Topics, filters, client ids and credentials of one client, from the group's templates. */
export interface TemplateValues {
  /** Index within the group, from 0. */
  readonly client: number;
  readonly group: string;
  /** Differs from run to run. */
  readonly run: string;
}

const FIELD = /\{(\w+)\}/g;

export function fillTemplate(template: string, values: TemplateValues): string {
  return template.replace(FIELD, (field, name: string) =>
    name in values ? String(values[name as keyof TemplateValues]) : field,
  );
}

/** Names in braces that no client has a value for. */
export function unknownFields(template: string): string[] {
  return [...template.matchAll(FIELD)]
    .map((match) => match[1] ?? '')
    .filter((name) => !['client', 'group', 'run'].includes(name));
}
