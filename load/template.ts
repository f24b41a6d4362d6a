/** Texts with names in braces, and those that clients have values for: topics, filters, client ids, credentials. */
export interface TemplateValues {
  /** Index within the group, from 0. */
  readonly client: number;
  readonly group: string;
  /** Differs from run to run. */
  readonly run: string;
  /** Number of the client's destination, from 0; absent: there is one. */
  readonly destination?: number;
}

const FIELD = /\{([\w:]+)\}/g;
const RANDOM = /^random:(\d+)(?::x(\d+))?$/;
const SHARD = /^shard(?::([1-9]\d{0,8}))?$/;
const SHARDS = 256;

/** A number below a limit; null digits: decimal, otherwise hex of so many. */
export interface RandomField {
  readonly below: number;
  readonly hexDigits: number | null;
}

/** `random:10000`, `random:10000:x10`; null: another name. */
export function randomField(name: string): RandomField | null {
  const [, below, digits] = RANDOM.exec(name) ?? [];
  return below === undefined
    ? null
    : { below: Number(below), hexDigits: digits === undefined ? null : Number(digits) };
}

/** `shard`, `shard:64`: among so many the clients of a group are spread evenly; null: another name. */
export function shardsOf(name: string): number | null {
  const match = SHARD.exec(name);
  return match ? Number(match[1] ?? SHARDS) : null;
}

/** The text between names in braces, and these, in order. */
export function templateParts(template: string): (string | { readonly name: string })[] {
  // Every second piece is what the group of the expression matched.
  return template
    .split(FIELD)
    .map((piece, at) => (at % 2 === 1 ? { name: piece } : piece))
    .filter((piece) => piece !== '');
}

/** Prime: steps of it visit every number below a limit that is no multiple of it, in an order of no pattern. */
const STEPS = [7919, 104_729];

/**
 * `{client}`, `{group}`, `{run}`, `{destination}`; `{random:10000}`: a number below 10,000, another one for each client of a group, the same
 * in every group, others in the next run; `{random:10000:x10}`: in hex with ten digits; `{shard}`: one of the numbers below
 * 256, `{shard:64}` below 64, of which each is that of as many clients as any other, or one more.
 */
export function fillTemplate(template: string, values: TemplateValues): string {
  if (!template.includes('{')) return template;
  let text = '';
  for (const piece of piecesOf(template)) {
    if (typeof piece === 'string') text += piece;
    else if ('value' in piece) text += values[piece.value] ?? 0;
    else if ('shards' in piece) text += values.client % piece.shards;
    else {
      const number = shuffled(values.client, piece.below, values.run);
      text += piece.hexDigits === null ? String(number) : number.toString(16).padStart(piece.hexDigits, '0');
    }
  }
  return text;
}

/** Text, or what fills the place of a name in braces. */
type Piece = string | { readonly value: keyof TemplateValues } | { readonly shards: number } | RandomField;

/** Plans have few templates, and thousands of clients fill each. */
const MOST_KEPT = 100;
const kept = new Map<string, readonly Piece[]>();

function piecesOf(template: string): readonly Piece[] {
  const known = kept.get(template);
  if (known) return known;
  if (kept.size === MOST_KEPT) kept.clear();
  const pieces = templateParts(template).map((part): Piece => {
    if (typeof part === 'string') return part;
    const { name } = part;
    if (isValue(name)) return { value: name };
    const shards = shardsOf(name);
    return shards === null ? (randomField(name) ?? `{${name}}`) : { shards };
  });
  kept.set(template, pieces);
  return pieces;
}

/** A name whose value is that of the same name. */
const isValue = (name: string): name is keyof TemplateValues =>
  name === 'client' || name === 'group' || name === 'run' || name === 'destination';

/** Names in braces that no client has a value for. */
export function unknownFields(template: string): string[] {
  return [...template.matchAll(FIELD)]
    .map((match) => match[1] ?? '')
    .filter((name) => !isValue(name) && !RANDOM.test(name) && !SHARD.test(name));
}

/** Limits of the random numbers in a template: no more clients than these can have one of their own. */
export const randomFields = (template: string): number[] =>
  [...template.matchAll(FIELD)].flatMap((match) => randomField(match[1] ?? '')?.below ?? []);

function shuffled(client: number, below: number, run: string): number {
  const step = STEPS.find((prime) => below % prime !== 0) ?? 1;
  let from = 0;
  for (let at = 0; at < run.length; at++) from = (from * 31 + run.charCodeAt(at)) % below;
  return (from + client * step) % below;
}
