/** Engines take turns at scenarios, so that a change of the machine meets all of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type InTurn, takeRound } from '../turns.ts';
import type { Brokers } from './brokers.ts';
import type { Engine, Sample } from './sample.ts';
import { planOf, type Scenario } from './scenarios.ts';

export interface Contender extends InTurn {
  /** Null: it does not carry out this scenario. */
  engineFor(scenario: Scenario): Engine | null;
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
      const able = contenders.filter(({ engineFor }) => engineFor(scenario) !== null);
      await takeRound(able, { round, rounds, title: scenario.title }, async ({ name, engineFor }) => {
        byName.set(name, [...(byName.get(name) ?? []), await engineFor(scenario)!(plan)]);
        // The broker closes what this engine left before the next one is measured.
        await sleep(300);
      });
    }
  }
  return samples;
}
