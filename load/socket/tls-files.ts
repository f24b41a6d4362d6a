/** The files that TLS credentials are read from. */
import { accessSync, constants, statSync } from 'node:fs';
import { kindOf } from '../regular-file.ts';
import { fillTemplate, type TemplateValues } from '../template.ts';
import { isPem } from './pem.ts';
import type { TlsPlan } from './tls-plan.ts';

/** The first file that cannot be read, with what is required and what to do; null = all can be. `clients`: whose they are. */
export function unreadableFile(tls: TlsPlan, clients: Iterable<TemplateValues>): string | null {
  const named = [
    ['ca', tls.ca],
    ['cert', tls.cert],
    ['key', tls.key],
  ] as const;
  const templates = named.flatMap(([field, file]) =>
    file === null || file === undefined || isPem(file) ? [] : [{ field, file }],
  );
  const seen = new Set<string>();
  for (const values of templates.length > 0 ? clients : [])
    for (const { field, file } of templates) {
      const filled = fillTemplate(file, values);
      if (seen.has(filled)) continue;
      seen.add(filled);
      const why = whyUnreadable(filled);
      if (why !== null) return `tls.${field}: the file ${filled} is required; got ${why}. Correct the path.`;
    }
  return null;
}

function whyUnreadable(file: string): string | null {
  try {
    const found = statSync(file);
    if (!found.isFile()) return kindOf(found);
    accessSync(file, constants.R_OK);
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'no such file';
  }
}
