/** `mqtt-results.md` and `http-results.md`: the report of one run, from the saved results alone. Pure. */
import type { SavedResults } from '../../saved/results.ts';
import { redact } from '../../text/redact.ts';
import { kindOf, withoutChanges } from '../kinds/kinds.ts';
import { measuredRows } from '../rows.ts';
import { withPoints } from '../sweeps/search-as-sweep.ts';
import { analysisSection } from './analysis-section.ts';
import { answerSection } from './answer-section.ts';
import { bottleneckSection } from './bottleneck-section.ts';
import { capacitySection } from './capacity-section.ts';
import { chartsSection, type Linked } from './charts-section.ts';
import { commandSection, environmentSection, missingSection } from './environment-section.ts';
import { improvementSection } from './improvement-section.ts';
import { machineSection } from './machine-section.ts';
import { sloSection } from './slo-section.ts';
import { testedSection } from './tested-section.ts';
import { windowsSection } from './windows-section.ts';

/** The whole report; `charts` are linked by name, as files beside it. */
export function markdown(saved: SavedResults, charts: readonly Linked[] = []): string {
  const results = redact(saved);
  const points = withPoints(results);
  const loads = withoutChanges(points);
  const own = kindOf(results).sections;
  const sections = [
    `# ${results.protocol.toUpperCase()} results`,
    answerSection(results, charts),
    testedSection(results),
    sloSection(results),
    improvementSection(results),
    capacitySection(results),
    own.changes?.(results) ?? null,
    analysisSection(results),
    own.connecting?.(loads) ?? null,
    own.matrix(loads),
    windowsSection(points),
    own.account(points),
    bottleneckSection(loads),
    machineSection(loads),
    own.target(points),
    chartsSection(charts, measuredRows(loads).length),
    missingSection(results),
    environmentSection(results),
    commandSection(results),
  ];
  return `${sections.filter((part) => part !== null).join('\n\n')}\n`;
}
