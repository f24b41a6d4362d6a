/** What a report says of virtual users of an HTTP site. */
import type { MeasuredHttpRun } from '../../load/http/result.ts';
import type { Progress } from '../../load/progress.ts';
import { count } from '../../text/format.ts';
import type { Account } from '../account.ts';
import type { FigureNames } from '../figure-names.ts';
import { savedFigures } from '../figures.ts';
import type { Kind, KindSections, KindTexts } from '../kind.ts';
import { changesParagraphs } from './changes-paragraphs.ts';
import { changesSection } from './changes-section.ts';
import { failuresParagraph } from './failures-paragraph.ts';
import { matrixSection } from './matrix-section.ts';
import { panelsOf } from './panels.ts';
import { requestsSection } from './requests-section.ts';
import { absentUsers, histogramsOf, loadsOf, offeredPerSecond } from './runs.ts';
import { runsWithChange } from './single-changes.ts';
import { siteSection } from './site-section.ts';

const names: FigureNames = {
  latencies: [{ family: 'http', name: 'response', short: 'response', percentiles: ['p50', 'p95', 'p99'] }],
  work: 'pages',
  workShort: 'pages',
  done: 'served',
  offered: null,
  achieved: 'http.rate',
  failed: { metric: 'http.failed', name: 'failed' },
};

const SERVED: Account = {
  name: 'served',
  sentence: 'were served',
  meaning: null,
  tellsMore: false,
  perSecond: (metrics) => metrics['http.rate']?.value,
};

const isClosed = ({ generator }: MeasuredHttpRun): boolean => generator.loop === 'closed';

const texts: KindTexts<'http'> = {
  begins: 'began its requests',
  windows: 'Pages belong to the window they were wanted in.',
  closedLoops: [
    {
      is: (run) => isClosed(run) && run.plan.engine !== 'autocannon',
      text: 'a closed loop with think time: a user asks for the next page some time after it has the last one, so a slow site is asked less; response times count from when a user wanted the page',
    },
    {
      is: (run) => isClosed(run) && run.plan.engine === 'autocannon',
      text: 'a closed loop of connections that ask for the next page as soon as they have the last (autocannon): it tells how many pages a second there are at most, not what users wait for them',
    },
  ],
  offered: ({ plan }) =>
    plan.pace.model === 'closed' ? 'what the users ask for when answers come at once' : 'offered',
  absent: absentUsers,
  live: ({ clients, connected, sentPerSecond, receivedPerSecond, lost }: Progress) => ({
    rate: `${count(receivedPerSecond)}/s answered`,
    lost: lost === null ? null : `failed ${count(lost)}`,
    clients: `${count(connected)}/${count(clients)} users`,
    flow: [`${count(sentPerSecond)}/s begun`],
  }),
};

const sections: KindSections<'http'> = {
  matrix: matrixSection,
  changes: changesSection,
  account: requestsSection,
  target: siteSection,
  changesAnalysis: changesParagraphs,
  accountAnalysis: ({ trials }) => failuresParagraph(trials),
};

export const http: Kind<'http'> = {
  names,
  accounts: [SERVED],
  followed: [
    'capacity',
    'capacity.upper',
    'capacity.delivered',
    'http.rate',
    'http.p50',
    'http.p99',
    'http.failed',
    'apdex',
    'login.p99',
    'target.cpu',
    'target.cpu_per_request',
    'target.memory',
    'generator.cpu',
  ],
  compared: ['http.rate', 'http.p50', 'http.p99', 'http.failed', 'target.cpu_per_request', 'target.memory'],
  // It has several processes.
  targetUses: 'all cores',
  texts,
  sections,
  figuresOf: savedFigures,
  offeredPerSecond: (_cell, { result }) => offeredPerSecond(result.plan),
  loadsOf,
  histogramsOf,
  panelsOf,
  runsWithChange,
};
