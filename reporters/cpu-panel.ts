/** CPU of target, generator and machine, second by second: a panel for runs of any kind. */
import type { Observation } from '../saved/observation.ts';
import { colorAt } from './colors.ts';
import { bySecond, type Panel, type PanelLine } from './panel.ts';

export function cpuPanel({ target, agents, system, machines = [] }: Observation): Panel {
  const line = (name: string, index: number, fromMs: number, values: readonly number[]): PanelLine => ({
    name,
    color: colorAt(index),
    points: bySecond(fromMs / 1000, values.length, (second) => values[second]),
  });
  const busiest = agents.reduce<(typeof agents)[number] | null>(
    (most, agent) => (most && sum(most.cpuPercent) >= sum(agent.cpuPercent) ? most : agent),
    null,
  );
  return {
    axisName: 'CPU %',
    each: 'second',
    ofLoad: false,
    lines: [
      ...(target ? [line('target, of one core', 1, target.fromMs, target.cpuPercent)] : []),
      ...(busiest ? [line('busiest agent, of one core', 3, busiest.fromMs, busiest.cpuPercent)] : []),
      ...(system
        ? [
            line(
              'machine, of all cores',
              7,
              system.fromMs,
              system.cpuIdlePercent.map((idle) => 100 - idle),
            ),
          ]
        : []),
      ...machines.map(({ name, fromMs, cpuIdlePercent }) =>
        line(
          `${name}, of all cores`,
          5,
          fromMs,
          cpuIdlePercent.map((idle) => 100 - idle),
        ),
      ),
    ],
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
