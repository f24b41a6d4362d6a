/** Whether something else than the test used the machine: its figures may then be those of the other work. */
import type { SavedResults } from '../../saved/results.ts';
import { percent } from '../../text/format.ts';
import { cellName } from '../cell-name.ts';
import type { Finding } from '../finding.ts';
import { otherCpuPercent } from '../machine-series.ts';
import { lastMeasured } from '../rows.ts';
import { withPoints } from '../sweeps/search-as-sweep.ts';

/** A target that shares the machine with so much else may be slower than it would be alone. */
const MUCH_PERCENT = 25;

export function busyMachine(results: SavedResults): Finding[] {
  const { cells, fingerprint } = withPoints(results);
  const looked = cells.flatMap((cell) => {
    const others = otherCpuPercent(lastMeasured(cell), fingerprint.environment.cores);
    return others === null || others < MUCH_PERCENT ? [] : [{ cell, others }];
  });
  const [worst] = looked.sort((a, b) => b.others - a.others);
  if (!worst) return [];
  const name = cellName(worst.cell, cells);
  const where = cells.length > 1 ? ` (in ${name})` : '';
  return [
    {
      said: `Other processes used up to ${percent(worst.others)} % of the CPU of this machine${where}, which may have slowed the target.`,
      test: worst.cell,
      cell: name,
    },
  ];
}
