/** The metrics that every kind of load has: how a time drifts, and what was observed of target, machine and generator. */
import type { FigureRow } from './row.ts';

/** `answer`: whatever a client waits for. */
export const OBSERVED_ROWS = {
  drift: {
    event: 'answer',
    dimension: 'ratio',
    better: 'lower',
    meaning: 'mean response time of the last third of the window over that of the first',
  },
  'target.cpu': {
    source: 'target',
    dimension: 'percent',
    group: false,
    better: 'lower',
    meaning: 'mean CPU of the target, percent of one core',
  },
  'target.cpu.idle': {
    source: 'target',
    dimension: 'percent',
    group: false,
    better: 'higher',
    meaning:
      'CPU that the target left of what it may use: of one core where it has one thread, of its quota, else of all cores',
  },
  'target.memory': {
    source: 'target',
    dimension: 'size',
    group: false,
    better: 'lower',
    meaning: 'highest resident memory of the target',
  },
  'target.memory_per_connection': {
    source: 'target',
    dimension: 'size',
    group: false,
    better: 'lower',
    meaning: 'most resident memory less that before the first client, over connected clients',
  },
  'system.cpu.idle.min': {
    source: 'system',
    dimension: 'percent',
    group: false,
    better: 'higher',
    meaning: "idle CPU of the target's machine in its busiest second",
  },
  'system.cpu.idle.busiest': {
    source: 'system',
    dimension: 'percent',
    group: false,
    better: 'higher',
    meaning: "mean idle of the busiest CPU of the target's machine, taken anew each second",
  },
  'generator.cpu': {
    source: 'generator',
    dimension: 'percent',
    group: false,
    windowed: false,
    better: null,
    meaning: 'CPU of the busiest agent, percent of one core',
  },
  'generator.loop.utilization': {
    source: 'generator',
    dimension: 'percent',
    group: false,
    windowed: false,
    better: null,
    meaning: 'busy share of the event loop of the busiest agent',
  },
} as const satisfies Record<string, FigureRow<'answer'>>;
