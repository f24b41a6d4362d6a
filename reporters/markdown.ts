/** `mqtt-results.md` and `http-results.md`: the report of one run, from the saved results alone. Pure. */
import type { Chart } from './charts.ts';
import { analysisSection } from './markdown/analysis-section.ts';
import { brokerSection } from './markdown/broker-section.ts';
import { capacitySection } from './markdown/capacity-section.ts';
import { changesSection } from './markdown/changes-section.ts';
import { chartsSection } from './markdown/charts-section.ts';
import { commandSection, environmentSection, missingSection } from './markdown/environment-section.ts';
import { httpMatrixSection } from './markdown/http/matrix-section.ts';
import { requestsSection } from './markdown/http/requests-section.ts';
import { siteSection } from './markdown/http/site-section.ts';
import { improvementSection } from './markdown/improvement-section.ts';
import { ledgerSection } from './markdown/ledger-section.ts';
import { machineSection } from './markdown/machine-section.ts';
import { matrixSection } from './markdown/matrix-section.ts';
import { sloSection } from './markdown/slo-section.ts';
import { verdictLine } from './markdown/verdict-line.ts';
import { windowsSection } from './markdown/windows-section.ts';
import { redact } from './redact.ts';
import type { AnyResults } from './results.ts';
import { withoutChanges } from './single-changes.ts';
import { withAnswersAndPoints, withPoints } from './trials.ts';

/** The whole report; `charts` are linked by name, as files beside it. */
export function markdown(
  saved: AnyResults,
  charts: readonly Pick<Chart, 'name' | 'title' | 'kind'>[] = [],
): string {
  const results = redact(saved);
  const points = withPoints(results);
  const http = points.protocol === 'http';
  const loads = withoutChanges(points);
  const sections = [
    `# ${results.protocol.toUpperCase()} results`,
    verdictLine(results),
    sloSection(withAnswersAndPoints(results)),
    loads.protocol === 'http' ? httpMatrixSection(loads) : matrixSection(loads),
    windowsSection(points),
    capacitySection(results),
    improvementSection(results),
    results.protocol === 'http' ? changesSection(results) : null,
    http ? requestsSection(points) : ledgerSection(points),
    machineSection(loads),
    http ? siteSection(points) : brokerSection(points),
    chartsSection(charts),
    analysisSection(results),
    missingSection(results),
    environmentSection(results),
    commandSection(results),
  ];
  return `${sections.filter((part) => part !== null).join('\n\n')}\n`;
}
