/** `mqtt-results.md`: the report of one run, from the saved results alone. Pure. */
import type { Chart } from './charts.ts';
import { analysisSection } from './markdown/analysis-section.ts';
import { brokerSection } from './markdown/broker-section.ts';
import { capacitySection } from './markdown/capacity-section.ts';
import { chartsSection } from './markdown/charts-section.ts';
import { commandSection, environmentSection, missingSection } from './markdown/environment-section.ts';
import { ledgerSection } from './markdown/ledger-section.ts';
import { machineSection } from './markdown/machine-section.ts';
import { matrixSection } from './markdown/matrix-section.ts';
import { sloSection } from './markdown/slo-section.ts';
import { verdictLine } from './markdown/verdict-line.ts';
import { windowsSection } from './markdown/windows-section.ts';
import { redact } from './redact.ts';
import type { Results } from './results.ts';
import { withAnswersAndPoints, withPoints } from './trials.ts';

/** The whole report; `charts` are linked by name, as files beside it. */
export function markdown(
  saved: Results,
  charts: readonly Pick<Chart, 'name' | 'title' | 'kind'>[] = [],
): string {
  const results = redact(saved);
  const points = withPoints(results);
  const sections = [
    `# ${results.protocol.toUpperCase()} results`,
    verdictLine(results),
    sloSection(withAnswersAndPoints(results)),
    matrixSection(points),
    windowsSection(points),
    capacitySection(results),
    ledgerSection(points),
    machineSection(points),
    brokerSection(points),
    chartsSection(charts),
    analysisSection(results),
    missingSection(results),
    environmentSection(results),
    commandSection(results),
  ];
  return `${sections.filter((part) => part !== null).join('\n\n')}\n`;
}
