/** What clients were to send and get, and what they would have had the generator done all of its part. */
import type { Throughput } from '../throughput.ts';
import { fanOut, isClosedLoop } from './load-kept.ts';
import type { Scope } from './scope.ts';

export type ThroughputOf = (scope: Scope) => Throughput;

const throughputOf = (scope: Scope, planned: number, atBest: number): Throughput => {
  const closed = isClosedLoop(scope);
  const unplanned = 'the plan does not offer that much; raise the load or lower the bound';
  // A closed loop has no offered rate.
  return { planned: closed ? null : planned, unplanned, atBest, closed };
};

export function sending(scope: Scope): Throughput {
  const { offered, sent, unsentByGenerator } = scope.counts;
  return throughputOf(scope, offered, sent + unsentByGenerator);
}

export function acknowledging(scope: Scope): Throughput {
  const { offered, acknowledged, unsentByGenerator } = scope.acknowledging;
  return throughputOf(scope, offered, acknowledged + unsentByGenerator);
}

export function delivering(scope: Scope): Throughput {
  const { received, owed } = scope.counts;
  const { unsentByGenerator, unsentByTarget } = scope.load.counts;
  const each = fanOut(scope);
  return throughputOf(
    scope,
    owed + each * (unsentByGenerator + unsentByTarget),
    received + each * unsentByGenerator,
  );
}

export function perSecond({ seconds }: Scope, { planned, atBest, ...rest }: Throughput): Throughput {
  return { ...rest, planned: planned === null ? null : planned / seconds, atBest: atBest / seconds };
}
