import type { ShareResult } from '../../load/mqtt/result.ts';
import { WHOLE_PHASE } from '../../metrics/names.ts';
import type { Results } from '../../saved/results.ts';
import { count } from '../../text/format.ts';
import { code } from '../markdown/inline.ts';
import { rowName } from '../markdown/layout.ts';
import { left, right, table } from '../markdown/table.ts';
import { measured, rows } from '../rows.ts';

interface Line {
  readonly cell: string;
  readonly group: string;
  readonly share: ShareResult;
}

/** How many messages the members of each shared subscription got. Null: there is none. */
export function sharesText(results: Results): string | null {
  const lines = rows(results).flatMap((row): Line[] =>
    Object.entries(measured(row)?.result.windows[WHOLE_PHASE]?.groups ?? {}).flatMap(([group, { share }]) =>
      share ? [{ cell: rowName(row, results), group, share }] : [],
    ),
  );
  if (lines.length === 0) return null;
  return [
    '### Shared subscriptions',
    table<Line>(
      [
        left('cell', ({ cell }) => cell),
        left('group', ({ group }) => code(group)),
        right('members', ({ share }) => count(share.members)),
        right('least', ({ share }) => count(share.least)),
        right('median', ({ share }) => count(share.median)),
        right('most', ({ share }) => count(share.most)),
        right('fairness', ({ share }) => share.fairness.toFixed(3)),
      ],
      lines,
    ),
    "Messages that each member got in the measure phase. Fairness is Jain's index: 1 if all members got the same, and 1/n if one of n members got everything.",
  ].join('\n\n');
}
