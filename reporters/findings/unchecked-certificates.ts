/** Tests whose clients took any certificate. */
import type { SavedResults } from '../../saved/results.ts';
import { listed, plural } from '../../text/format.ts';
import { kindOf } from '../kinds/kinds.ts';

const MOST_NAMED = 3;

/** One sentence of text; null where all certificates were checked. */
export function uncheckedCertificates(results: SavedResults): string | null {
  const { acceptsAnyCertificate } = kindOf(results);
  const unchecked = results.cells.filter(({ runs }) =>
    runs.some(({ result }) => acceptsAnyCertificate(result.plan)),
  );
  if (unchecked.length === 0) return null;
  const titles = [...new Set(unchecked.map(({ title }) => title))];
  const named = titles.slice(0, MOST_NAMED);
  const rest = titles.length - named.length;
  return `Certificates were not checked (verify: false) in ${listed([...named.map((title) => `‘${title}’`), ...(rest > 0 ? [plural(rest, 'more test', 'more tests')] : [])])}: any server could have answered.`;
}
