import type { MeasuredRun } from '../../load/mqtt/result.ts';
import { WHOLE_PHASE, writeName } from '../../metrics/names.ts';
import { type Interval, intervalsOfPart } from '../seconds.ts';

/** Of each group; its name is left out where no other has the latency. */
export function intervalsOf({ plan, series, windows }: MeasuredRun): readonly Interval[] {
  const groups = Object.entries(windows[WHOLE_PHASE]?.groups ?? {});
  const place = { firstSecond: series.firstSecond, measureMs: plan.measureMs };
  return groups.flatMap(([group, { latencies }]) =>
    Object.entries(latencies).flatMap(([metric, whole]) => {
      const alone = groups.every(([other, { latencies: its }]) => other === group || !(metric in its));
      const samples = Object.entries(series.groups[group]?.samples ?? {});
      const bySecond = samples.find(([name]) => name === metric)?.[1];
      return intervalsOfPart(writeName({ group: alone ? null : group, metric }), bySecond, whole, place);
    }),
  );
}
