/** What a report says of virtual users of an HTTP site. */
import type { MeasuredHttpRun } from '../../load/http/result.ts';
import type { Progress } from '../../load/progress.ts';
import { count } from '../../text/format.ts';
import type { Account } from '../account.ts';
import { savedFigures } from '../figures.ts';
import type { Kind, KindSections, KindTexts } from '../kind.ts';
import { changeBars, changesFindings, changesParagraphs } from './changes-paragraphs.ts';
import { changesSection } from './changes-section.ts';
import { failuresParagraph } from './failures-paragraph.ts';
import { loadText } from './load-text.ts';
import { matrixSection } from './matrix-section.ts';
import { panelsOf } from './panels.ts';
import { requestsSection } from './requests-section.ts';
import { absentUsers, histogramsOf, loadsOf, offeredPerSecond } from './runs.ts';
import { countsOf, intervalsOf } from './seconds.ts';
import { runsWithChange } from './single-changes.ts';
import { siteSection } from './site-section.ts';
import { capital, namesIn, type Words, wordsOf } from './words.ts';

const SERVED: Account = {
  name: 'served',
  sentence: 'were served',
  meaning: null,
  tellsMore: false,
  perSecond: (metrics) => metrics['http.rate']?.value,
};

const isClosed = ({ generator }: MeasuredHttpRun): boolean => generator.loop === 'closed';

const textsIn = ({ work, one }: Words): KindTexts<'http'> => ({
  begins: 'began its requests',
  windows: `${capital(work)} belong to the window in which they were due.`,
  closedLoops: [
    {
      is: (run) => isClosed(run) && run.plan.engine !== 'autocannon',
      text: `a closed loop with think time: a user waits between an answer and the next ${one}, so a slow site gets fewer ${work}; response times count from when the ${one} was due`,
    },
    {
      is: (run) => isClosed(run) && run.plan.engine === 'autocannon',
      text: `a closed loop of connections that send the next request as soon as they have the last answer (autocannon): it finds how many ${work} a second are possible, and not how long users would wait`,
    },
  ],
  offered: ({ plan }, perSecond) =>
    plan.pace.model === 'closed'
      ? `users would ask for ${perSecond} ${work} a second if every answer came at once`
      : `${perSecond} ${work} a second were offered`,
  loadName: ({ change }) => (change === undefined ? null : `${change} the change`),
  absent: absentUsers,
  live: ({ clients, connected, sentPerSecond, receivedPerSecond, lost }: Progress) => ({
    rate: `${count(receivedPerSecond)}/s answered`,
    lost: lost === null ? null : `failed ${count(lost)}`,
    clients: `${count(connected)}/${count(clients)} users`,
    flow: [`${count(sentPerSecond)}/s begun`],
  }),
});

const sections: KindSections<'http'> = {
  load: loadText,
  matrix: matrixSection,
  changes: changesSection,
  changesFindings,
  account: requestsSection,
  target: siteSection,
  changesAnalysis: changesParagraphs,
  accountAnalysis: ({ trials }) => failuresParagraph(trials),
};

const kindIn = (words: Words): Kind<'http'> => ({
  names: namesIn(words),
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
  texts: textsIn(words),
  sections,
  figuresOf: savedFigures,
  offeredPerSecond: (_cell, { result }) => offeredPerSecond(result.plan),
  acceptsAnyCertificate: ({ tls }) => tls?.verify === false,
  loadsOf,
  histogramsOf,
  intervalsOf,
  countsOf,
  panelsOf,
  runsWithChange,
  changeBars,
  inWordsFor: (cells) => kindIn(wordsOf(cells)),
});

export const http = kindIn(wordsOf([]));
