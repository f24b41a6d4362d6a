/** What a run counted second by second, under the names of the columns of mqttbench's `stats.csv`. */
import type { GroupPlan } from '../../load/mqtt/plan.ts';
import type { GroupSeries, MeasuredRun, RoundResult } from '../../load/mqtt/result.ts';
import { sumOf } from '../../statistics/sum.ts';
import type { SecondCounts } from '../seconds.ts';

/** In its order; those that nothing here counts stay empty. */
const CONNECTS = 'TC,THIP,TR,TE,TSIP,TD,TCR,CON,CA,PS,PC,PCIP,PDIP,PD,DISC,SRVDISC'.split(',');
const RATES = 'TxQ0,TxQ1,TxQ2,RxRPA,RxRPRC,RxRPC,RxQ0,RxQ1,RxQ2,TxRPA,TxRPRC,TxRPC'.split(',');
const COUNTS =
  'TxPUB,TxPRL,RxPA,RxPRC,RxPC,RxSA,RxPUB,RxPRL,TxSUB,TxPA,TxPRC,TxPC,BADSubs,BADRxRC,BADTxRC,OOO,REDEL'.split(
    ',',
  );

type Part = readonly [GroupPlan, GroupSeries];

export function countsOf({ plan, series, rounds }: MeasuredRun): SecondCounts {
  const parts = plan.groups.flatMap((group): Part[] => {
    const seconds = series.groups[group.name];
    return seconds ? [[group, seconds]] : [];
  });
  const sent = Math.max(0, ...parts.map(([{ publish }]) => publish?.qos ?? 0));
  const publishing = (qos: number): Part[] => parts.filter(([{ publish }]) => publish?.qos === qos);
  // A message comes with the lower QoS of its publisher and of the subscription (MQTT 5, 3.8.4).
  const subscribed = (qos: number): Part[] =>
    parts.filter(([{ subscribe }]) => subscribe && Math.min(subscribe.qos, sent) === qos);
  const seconds = Math.max(0, ...parts.map(([, { sent: counts }]) => counts.length));
  const sum = (of: readonly Part[], count: Count): number[] => sumOver(seconds, of, count);
  const connecting = (count: 'due' | 'connected' | 'failures'): number[] =>
    soFar(connectedBySecond(Object.values(rounds ?? {}).flat(), count, series.firstSecond, seconds));
  const known: Record<string, readonly number[]> = {
    ...(rounds && { TE: connecting('failures'), CON: connecting('due'), CA: connecting('connected') }),
    TC: sum(parts, 'connected'),
    PC: sum(parts, 'connected'),
    TxQ0: sum(publishing(0), 'sent'),
    TxQ1: sum(publishing(1), 'sent'),
    TxQ2: sum(publishing(2), 'sent'),
    RxRPA: sum(publishing(1), 'acknowledged'),
    RxRPC: sum(publishing(2), 'acknowledged'),
    RxQ0: sum(subscribed(0), 'received'),
    RxQ1: sum(subscribed(1), 'received'),
    RxQ2: sum(subscribed(2), 'received'),
    TxPUB: soFar(sum(parts, 'sent')),
    RxPA: soFar(sum(publishing(1), 'acknowledged')),
    RxPC: soFar(sum(publishing(2), 'acknowledged')),
    RxPUB: soFar(sum(parts, 'received')),
  };
  const unknown = Array.from({ length: seconds }, () => null);
  return {
    firstSecond: series.firstSecond,
    columns: [...CONNECTS, ...RATES, ...COUNTS].map((name) => [name, known[name] ?? unknown]),
    latency: 'delivery',
  };
}

type Count = 'sent' | 'acknowledged' | 'received' | 'connected';

const sumOver = (seconds: number, parts: readonly Part[], count: Count): number[] =>
  Array.from({ length: seconds }, (_, second) => sumOf(parts, ([, series]) => series[count][second] ?? 0));

/** What came before the first second counts in it. */
function connectedBySecond(
  rounds: readonly RoundResult[],
  count: 'due' | 'connected' | 'failures',
  firstSecond: number,
  seconds: number,
): number[] {
  const counts = Array.from({ length: seconds }, () => 0);
  for (const round of rounds)
    round[count].forEach((n, second) => {
      const at = Math.floor(round.fromMs / 1000) + second - firstSecond;
      if (at < seconds) counts[Math.max(0, at)]! += n;
    });
  return counts;
}

function soFar(values: readonly number[]): number[] {
  let total = 0;
  return values.map((value) => {
    total += value;
    return total;
  });
}
