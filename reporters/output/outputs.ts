/** The outputs that `--output` can name. */
import { listed } from '../../text/format.ts';
import { nearMiss } from '../../text/near-miss.ts';
import { csv } from './csv.ts';
import { history } from './history.ts';
import { hlog } from './hlog.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import type { Output } from './output.ts';
import { stepSummary } from './step-summary.ts';

/** In the order in which they are written: what nothing may be lost of comes first. */
export const OUTPUTS = {
  json,
  history,
  markdown,
  junit,
  hlog,
  csv,
  'step-summary': stepSummary,
} as const satisfies Readonly<Record<string, Output>>;

export type OutputName = keyof typeof OUTPUTS;

const NAMES = Object.keys(OUTPUTS) as OutputName[];

export const DEFAULT_OUTPUTS: readonly OutputName[] = NAMES.filter((name) => OUTPUTS[name].byDefault);

export const toldBySecond = (name: OutputName): boolean =>
  Object.values<Output>({ [name]: OUTPUTS[name] }).some(({ bySecond }) => bySecond === true);

/** Reads `json,markdown`. @throws RangeError that names the outputs there are, and the near miss */
export function readOutputs(text: string): readonly OutputName[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !NAMES.some((known) => known === name));
  if (unknown === undefined) return names as OutputName[];
  const meant = nearMiss(unknown, NAMES);
  throw new RangeError(
    `"${unknown}" is no output.${meant === null ? '' : ` Did you mean ${meant}?`} Required: one or more of ${listed(NAMES)}, with commas between them.`,
  );
}
