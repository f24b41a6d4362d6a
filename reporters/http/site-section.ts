import type { HttpResults } from '../../saved/results.ts';
import { code, text } from '../markdown/inline.ts';
import { folded } from '../markdown/layout.ts';
import { left, table } from '../markdown/table.ts';

type Site = NonNullable<HttpResults['cells'][number]['target']>;

/** Which sites were put under load, and how they were set up. */
export function siteSection({ cells }: HttpResults): string | null {
  const sites = new Map(cells.flatMap(({ target }) => (target ? [[JSON.stringify(target), target]] : [])));
  if (sites.size === 0) return null;
  return folded(
    'Site',
    'Which sites were put under load',
    table<Site>(
      [
        left('site', ({ label }) => text(label)),
        left('kind', ({ kind }) => text(kind)),
        left('version', ({ version }) => text(version ?? '')),
        left('quota', ({ quota }) => text(quota ?? 'none')),
        left('configuration', ({ configuration }) => (configuration === null ? '' : code(configuration))),
        left('image', ({ image }) => (image === null ? '' : code(image.slice(0, 19)))),
      ],
      [...sites.values()],
    ),
    'Equal configurations have the same hash.',
  );
}
