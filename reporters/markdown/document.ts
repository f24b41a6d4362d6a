/** `mqtt-results.md` and `http-results.md`: the report of one run, from the saved results alone. Pure. */
import type { AnyResults } from '../../saved/results.ts';
import { redact } from '../../text/redact.ts';
import type { Chart } from '../charts/charts.ts';
import { withoutChanges } from '../single-changes.ts';
import { withAnswersAndPoints, withPoints } from '../trials.ts';
import { analysisSection } from './analysis-section.ts';
import { brokerSection } from './broker-section.ts';
import { capacitySection } from './capacity-section.ts';
import { changesSection } from './changes-section.ts';
import { chartsSection } from './charts-section.ts';
import { commandSection, environmentSection, missingSection } from './environment-section.ts';
import { httpMatrixSection } from './http/matrix-section.ts';
import { requestsSection } from './http/requests-section.ts';
import { siteSection } from './http/site-section.ts';
import { improvementSection } from './improvement-section.ts';
import { ledgerSection } from './ledger-section.ts';
import { machineSection } from './machine-section.ts';
import { matrixSection } from './matrix-section.ts';
import { sloSection } from './slo-section.ts';
import { verdictLine } from './verdict-line.ts';
import { windowsSection } from './windows-section.ts';

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
