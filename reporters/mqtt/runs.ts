/** What is asked of the plan and the result of an MQTT run. */

import { publicationsOf } from '../../load/mqtt/group.ts';
import { meanBytes } from '../../load/mqtt/payload/header.ts';
import type { Plan } from '../../load/mqtt/plan.ts';
import type { MeasuredRun, RunResult } from '../../load/mqtt/result.ts';
import type { LatencyFamily } from '../../metrics/metrics.ts';
import type { Cell } from '../../saved/cell.ts';
import { plural } from '../../text/format.ts';
import { type Figures, savedFigures } from '../figures.ts';
import type { MeasuredCellRun } from '../rows.ts';

/** A closed loop offers nothing and is never late. */
const NOT_IN_A_CLOSED_LOOP = /^(publish\.offered|schedule\.lag)/;

export function figuresOf(cell: Cell<RunResult>, run: MeasuredCellRun<RunResult>, window?: string): Figures {
  const figures = savedFigures(cell, run, window);
  if (run.result.generator.loop !== 'closed') return figures;
  return (metric) => (NOT_IN_A_CLOSED_LOOP.test(metric) ? null : figures(metric));
}

/** Clients, messages a second, bytes a second, messages in flight. */
export function loadsOf({ groups }: Plan): readonly number[] {
  let [clients, perSecond, bytesPerSecond, inflight] = [0, 0, 0, 0];
  for (const group of groups) {
    clients += group.clients;
    for (const publish of publicationsOf(group)) {
      const { pace } = publish;
      if (pace.model === 'closed') inflight += group.clients * pace.inflight;
      else {
        const rate = (group.clients * 1e6) / pace.periodUs;
        perSecond += rate;
        bytesPerSecond += rate * meanBytes(publish);
      }
    }
  }
  return [clients, perSecond, bytesPerSecond, inflight];
}

export const histogramsOf = ({ windows }: MeasuredRun, family: LatencyFamily): readonly string[] =>
  Object.values(windows.measure?.groups ?? {}).flatMap(
    ({ latencies }) => (latencies as Readonly<Partial<Record<LatencyFamily, string>>>)[family] ?? [],
  );

export function absentClients({ windows }: MeasuredRun): string | null {
  const failed = Object.values(windows.measure?.groups ?? {}).reduce(
    (sum, { connect }) => sum + connect.failed,
    0,
  );
  return failed > 0 ? `${plural(failed, 'client')} could not connect` : null;
}

/** Subscribers were owed messages that can be told apart, so that losses are known. */
export const countsDeliveries = ({ plan, generator }: MeasuredRun): boolean =>
  !generator.headerless && plan.groups.some(({ subscribe }) => subscribe);
