/** The ledger against the broker's own counters: a third account of the same messages. Pure. */

import { publicationsOf, subscriptionsOf } from '../load/mqtt/group.ts';
import type { Plan } from '../load/mqtt/plan.ts';
import type { LedgerResult } from '../load/mqtt/result.ts';
import { isWebSocketUrl } from '../load/socket/target-url.ts';
import type { BrokerFigures } from '../saved/observation.ts';

/**
 * One line each disagreement, none when all agree. Nothing is compared where groups answer requests: the ledger has no replies. The tolerance is 0: both sides count messages, not rates. Not
 * compared: a counter the broker does not publish (null), received messages when a group has wills (aedes counts those that it publishes), publishes retained ones or with
 * QoS 2 (mosquitto 2.0.11 leaves those out of `publish/messages/received`), and sent ones when a group subscribes to `$SYS`
 * (aedes leaves those out), or when an older mosquitto sends by WebSocket (see `sentUncounted`). What a slow consumer left unread was sent or dropped, or waits in the broker. Foreign messages were sent by the broker too; whoever published them goes on while
 * our clients come and leave, so the broker may then count more.
 */
export function reconcile(
  { plan, ledger }: { readonly plan: Pick<Plan, 'groups' | 'target'>; readonly ledger: LedgerResult },
  { version, publishReceived, publishSent, publishDropped }: BrokerFigures,
): readonly string[] {
  if (plan.groups.some(({ respond }) => respond)) return [];
  const uncounted =
    plan.groups.some(({ connect }) => connect.will) ||
    plan.groups.flatMap(publicationsOf).some(({ retain, qos }) => retain || qos === 2);
  const watches = plan.groups.some((group) =>
    subscriptionsOf(group).some(({ filter }) => filter.startsWith('$SYS')),
  );
  const lines: string[] = [];
  const compare = (counted: number | null, what: string, accounted: number, account: string, open = 0) => {
    if (counted === null || (counted >= accounted && counted <= accounted + open)) return;
    if (ledger.foreign > 0 && counted > accounted) return;
    lines.push(
      `the broker counted ${text(counted)} PUBLISH packets ${what}, the clients ${account} ${text(accounted)}`,
    );
  };
  if (!uncounted) compare(publishReceived, 'received', ledger.sent, 'sent');
  const { received, foreign, unowed, retained = 0, unread = 0 } = ledger;
  if (!watches && !sentUncounted(plan, version))
    compare(publishSent, 'sent', received + foreign + unowed + retained, 'received', unread);
  compare(publishDropped, 'dropped', ledger.lost, 'lost', unread);
  return lines;
}

/**
 * mosquitto before 2.0.15 counts of the messages that it sends by WebSocket only those of QoS 0 (its `src/websockets.c`,
 * corrected in a913de2d). A message has at most the QoS of the subscription.
 */
function sentUncounted({ groups, target }: Pick<Plan, 'groups' | 'target'>, version: string): boolean {
  if (!isWebSocketUrl(target.url) || !groups.flatMap(subscriptionsOf).some(({ qos }) => qos > 0))
    return false;
  const [, major, minor, patch] = /^mosquitto (?:version )?(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined) return false;
  const ordinal = Number(major) * 1e6 + Number(minor) * 1e3 + Number(patch);
  return ordinal < 2_000_015;
}

const text = (count: number) => count.toLocaleString('en-US');
