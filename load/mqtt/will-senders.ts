/** Which wills subscribers are owed, and when each was due, from what the agents say of their clients. */
import { fillTemplate } from '../template.ts';
import { valuesOf } from './client-values.ts';
import { sendersIn } from './group.ts';
import type { Sender } from './ledger.ts';
import type { GroupAccount } from './messages.ts';
import { carriesHeader } from './payload/header.ts';
import type { GroupPlan, WillPlan } from './plan.ts';
import type { ReportedGroup, ReportedRun } from './senders.ts';
import { DELAY_GRACE_MS } from './stay.ts';
import { type Drop, willNumber } from './wills.ts';

/** The wills of one client. Its sequence numbers are those of its connections. */
export interface WillSender {
  readonly sender: Sender;
  /** When the will of a connection was due, of those that are owed. */
  readonly dueUs: ReadonlyMap<number, number>;
  /** Connections that ended with DISCONNECT. */
  readonly left: ReadonlySet<number>;
}

export const willSendersOf = (run: ReportedRun, { plan, accounts }: ReportedGroup): WillSender[] =>
  accounts.flatMap((account) => willSendersIn(run, plan, account));

function willSendersIn(
  { plan, values: ofRun, measureStartUs }: ReportedRun,
  group: GroupPlan,
  { wills: own, indices }: GroupAccount,
): WillSender[] {
  const { will } = group.connect;
  if (!will || !own) return [];
  const endUs = measureStartUs + (plan.measureMs + plan.drainMs) * 1000;
  const drops = Map.groupBy(own.drops, ({ position }) => position);
  const left = Map.groupBy(own.left, ({ position }) => position);
  return Array.from(indices, (index, position): WillSender => {
    const connections = own.connections[position]!;
    const due = (drops.get(position) ?? []).flatMap((drop): [number, number][] => {
      const atUs = dueUs(drop, will, endUs);
      return atUs === null ? [] : [[drop.connection, atUs]];
    });
    const firstAt = (timeUs: number): number => due.find(([, atUs]) => atUs >= timeUs)?.[0] ?? connections;
    const values = valuesOf(group, index, ofRun);
    return {
      dueUs: new Map(due),
      left: new Set((left.get(position) ?? []).map(({ connection }) => connection)),
      sender: {
        client: willNumber(group.firstClient + index, sendersIn(plan.groups)),
        name: `${fillTemplate(group.connect.clientId, values) || `${group.name} ${index}`} (will)`,
        topic: fillTemplate(will.topic, values),
        qos: will.qos,
        sent: carriesHeader(will) ? connections : 0,
        owes: due.flatMap(([connection]) => [connection, connection + 1]),
        windows: plan.windows.map(({ fromMs, toMs }) => [
          firstAt(measureStartUs + fromMs * 1000),
          firstAt(measureStartUs + toMs * 1000),
        ]),
        firstSequenceAt: firstAt,
      },
    };
  });
}

/**
 * Null: it is not owed. A client that takes up its session within the delay makes its will void (OASIS MQTT 5 3.1.3.2.2);
 * one that comes with a clean start ends its session, and the will is due then. `endUs`: of the load.
 */
function dueUs({ atUs, backUs, kept }: Drop, { delayS }: WillPlan, endUs: number): number | null {
  if (delayS === 0) return atUs;
  const passedUs = atUs + delayS * 1e6;
  const latestUs = passedUs + DELAY_GRACE_MS * 1000;
  if (kept && backUs < latestUs) return null;
  return latestUs > endUs ? null : Math.min(passedUs, backUs);
}
