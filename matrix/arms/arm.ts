/** What BASE and HEAD of a comparison are: saved results, an option of a run, or a revision. */
import { existsSync } from 'node:fs';
import { nearMiss } from '../../text/near-miss.ts';

export type Arm =
  | { readonly kind: 'results'; readonly name: string }
  | { readonly kind: 'option'; readonly name: string; readonly option: ArmOption; readonly value: string }
  | { readonly kind: 'revision'; readonly name: string };
/** One that is run. */
export type RunArm = Exclude<Arm, { kind: 'results' }>;

/** Options that say what is tested: what two arms may differ in. */
const ARM_OPTIONS = ['broker', 'broker-config', 'site', 'site-config', 'cpus', 'memory'] as const;
export type ArmOption = (typeof ARM_OPTIONS)[number];

/** BASE and HEAD make no comparison. The message says required, actual and the next step. */
export class ArmError extends Error {
  override readonly name = 'ArmError';
}

/** A path that exists is results; `broker=…` an option; anything else a revision, which git will know or not. Throws ArmError. */
export function parseArm(name: string): Arm {
  if (existsSync(name)) return { kind: 'results', name };
  const [, option, value = ''] = /^([a-z-]+)=(.*)$/s.exec(name) ?? [];
  if (option === undefined) return { kind: 'revision', name };
  const known = ARM_OPTIONS.find((one) => one === option);
  if (known === undefined) {
    const near = nearMiss(option, ARM_OPTIONS);
    throw new ArmError(
      `"${name}": an option that two arms can differ in is required before "=".${near ? ` Did you mean ${near}=?` : ''} They are: ${ARM_OPTIONS.join(', ')}.`,
    );
  }
  if (value === '') throw new ArmError(`"${name}": a value is required, like ${known}=${EXAMPLES[known]}.`);
  return { kind: 'option', name, option: known, value };
}

const EXAMPLES: Readonly<Record<ArmOption, string>> = {
  broker: 'container:eclipse-mosquitto:2',
  'broker-config': 'mosquitto.conf',
  site: 'container',
  'site-config': 'tuned',
  cpus: '1',
  memory: '512MiB',
};

/** A quota is part of the environment, except where it is what is compared. */
export const comparedKeys = (...arms: readonly Arm[]): ReadonlySet<string> =>
  new Set(
    arms.flatMap((arm) =>
      arm.kind === 'option' && (arm.option === 'cpus' || arm.option === 'memory') ? ['quota'] : [],
    ),
  );
