/** What a report says of groups of MQTT clients. */
import type { Progress } from '../../load/progress.ts';
import { count } from '../../text/format.ts';
import type { FigureNames } from '../figure-names.ts';
import type { Kind, KindSections, KindTexts } from '../kind.ts';
import { MQTT_ACCOUNTS } from './accounts.ts';
import { brokerSection } from './broker-section.ts';
import { connectionsSection } from './connections-section.ts';
import { intervalsOf } from './intervals.ts';
import { ledgerSection } from './ledger-section.ts';
import { loadText } from './load-text.ts';
import { lossParagraph } from './loss-paragraph.ts';
import { matrixSection } from './matrix-section.ts';
import { countsOf } from './mqttbench-counts.ts';
import { panelsOf } from './panels.ts';
import { absentClients, figuresOf, histogramsOf, loadsOf } from './runs.ts';

const names: FigureNames = {
  latencies: [
    { family: 'publish.ack', name: 'acknowledgement', short: 'ack', percentiles: ['p50', 'p99'] },
    { family: 'delivery', name: 'delivery', short: 'delivery', percentiles: ['p50', 'p99'] },
    { family: 'request', name: 'reply', short: 'request', percentiles: ['p50', 'p99'], rare: true },
  ],
  work: 'messages',
  workShort: 'msg',
  done: 'sent',
  offered: 'publish.offered',
  achieved: 'publish.rate',
  failed: { metric: 'lost', name: 'lost' },
};

const texts: KindTexts<'mqtt'> = {
  begins: 'wrote its messages',
  windows: 'Messages belong to the window in which they were due; `lost` of `measure` counts the whole run.',
  closedLoops: [
    {
      is: ({ generator }) => generator.loop === 'closed',
      text: 'a closed loop: each client waits for acknowledgements or replies, so a slow target gets fewer messages, and response times count from the write',
    },
  ],
  offered: (_, perSecond) => `${perSecond} messages a second were offered`,
  absent: absentClients,
  live({ clients, connected, sentPerSecond, receivedPerSecond, lost }: Progress) {
    const [sent, received] = [`${count(sentPerSecond)}/s sent`, `${count(receivedPerSecond)}/s received`];
    const publishing = sentPerSecond > 0 || receivedPerSecond === 0;
    return {
      rate: publishing ? sent : received,
      lost: lost === null ? null : `lost ${count(lost)}`,
      clients: `${count(connected)}/${count(clients)} clients`,
      flow: [publishing ? received : sent],
    };
  },
};

const sections: KindSections<'mqtt'> = {
  load: loadText,
  matrix: matrixSection,
  connecting: connectionsSection,
  account: ledgerSection,
  target: brokerSection,
  accountAnalysis: ({ points }) => lossParagraph(points),
};

export const mqtt: Kind<'mqtt'> = {
  names,
  accounts: MQTT_ACCOUNTS,
  followed: [
    'capacity',
    'capacity.upper',
    'capacity.delivered',
    'connect.rate',
    'publish.offered',
    'publish.rate',
    'publish.ack.p50',
    'publish.ack.p99',
    'delivery.p50',
    'delivery.p99',
    'request.p50',
    'request.p99',
    'reply.matched',
    'lost',
    'duplicated',
    'target.cpu',
    'target.cpu_per_message',
    'target.memory',
    'generator.cpu',
  ],
  // The rate that came through, response times, what was lost, and what the target spent on it.
  compared: [
    'publish.rate',
    'publish.ack.p50',
    'publish.ack.p99',
    'delivery.p50',
    'delivery.p99',
    'request.p50',
    'request.p99',
    'reply.matched',
    'lost',
    'target.cpu_per_message',
    'target.memory',
  ],
  targetUses: 'one core',
  texts,
  sections,
  figuresOf,
  offeredPerSecond: (cell, run) => figuresOf(cell, run)('publish.offered'),
  acceptsAnyCertificate: ({ groups }) => groups.some(({ connect }) => connect.tls?.verify === false),
  loadsOf,
  histogramsOf,
  intervalsOf,
  countsOf,
  panelsOf,
};
