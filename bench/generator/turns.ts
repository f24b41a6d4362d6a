/** Engines take turns at scenarios, so that a change of the machine meets all of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Brokers } from './brokers.ts';
import type { Engine, Sample } from './sample.ts';
import { planOf, type Scenario } from './scenarios.ts';

export interface Contender {
  readonly name: string;
  /** Null: it does not carry out this scenario. */
  engineFor(scenario: Scenario): Engine | null;
  /** It may be unable to do what the others can: that is told, and the command succeeds all the same. */
  readonly mayFail?: boolean;
}

/**
 * `result[scenario][contender]`: a sample a round. Progress goes to stderr, and so does a turn that fails. The figures are
 * then those of the other rounds, and the exit code of the command is 1.
 */
export async function takeTurns(
  scenarios: readonly Scenario[],
  contenders: readonly Contender[],
  rounds: number,
  brokers: Brokers,
): Promise<Map<string, Map<string, Sample[]>>> {
  const samples = new Map(scenarios.map(({ name }) => [name, new Map<string, Sample[]>()]));
  for (let round = 1; round <= rounds; round++) {
    for (const scenario of scenarios) {
      const plan = planOf(scenario, await brokers.for(scenario.transport));
      const byName = samples.get(scenario.name)!;
      // Every round begins with another one: none is always the first after a change of scenario.
      for (let turn = 0; turn < contenders.length; turn++) {
        const { name, engineFor, mayFail } = contenders[(turn + round - 1) % contenders.length]!;
        const engine = engineFor(scenario);
        if (!engine) continue;
        console.error(`round ${round} of ${rounds}: ${scenario.title}: ${name}`);
        try {
          byName.set(name, [...(byName.get(name) ?? []), await engine(plan)]);
        } catch (error) {
          if (!mayFail) process.exitCode = 1;
          console.error(`left out: ${error instanceof Error ? error.message : error}`);
        }
        // The broker closes what the last engine left before the next one is measured.
        await sleep(300);
      }
    }
  }
  return samples;
}
