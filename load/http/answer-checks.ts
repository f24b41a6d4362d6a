/** What is wrong with an answer, by name, and what later requests need of it. Made ready once for all users. */
import { redact } from '../../text/redact.ts';
import { type JsonPath, readPath, valueAt } from './json-path.ts';
import { LinearPattern } from './linear-pattern.ts';
import type { Expectation, Source, Wanted } from './request-plan.ts';
import { encodedLocation } from './request-target.ts';
import type { Value } from './taken-values.ts';
import { fill, namesIn, type Owner } from './template.ts';

/** An answer as far as it is looked into. */
export interface Answer {
  readonly status: number;
  readonly body: { readonly found: boolean; readonly text: string };
  /** Of the head, those that were asked for, by name in lower case; null = none were. */
  readonly fields: ReadonlyMap<string, string> | null;
}

interface Check {
  /** The wanted value for the cause, without secrets. */
  readonly said: string;
  /** Text for the cause: 'JSON field data.id'. */
  readonly place: string;
  readonly wanted: Wanted;
  readonly inBody: boolean;
  readonly of: (answer: Answer, json: unknown) => unknown;
}

interface Take {
  readonly name: string;
  readonly place: string;
  readonly of: (answer: Answer, json: unknown) => unknown;
}

const NOT_JSON = Symbol('not JSON');

export class AnswerChecks {
  /** Fields of the head that the checks look at; null = none. */
  readonly fields: readonly string[] | null;
  /** Whether the whole body is needed. */
  readonly needsBody: boolean;
  readonly #statuses: readonly number[];
  readonly #checks: readonly Check[];
  readonly #takes: readonly Take[];
  readonly #needsJson: boolean;
  readonly #plain: boolean;

  constructor(
    { status, json = {}, headers = {} }: Expectation,
    take: Readonly<Record<string, Source>> = {},
    alsoFields: readonly string[] = [],
  ) {
    const sources = Object.values(take);
    const fields = [
      ...Object.keys(headers),
      ...sources.flatMap((source) => ('header' in source ? source.header : [])),
      ...alsoFields,
    ];
    this.fields = fields.length > 0 ? [...new Set(fields)] : null;
    this.#statuses = [status].flat();
    this.#checks = [
      ...Object.entries(headers).map(([name, wanted]) => checkOf({ header: name }, wanted)),
      ...Object.entries(json).map(([path, wanted]) => checkOf({ json: path }, wanted)),
    ];
    this.#takes = Object.entries(take).map(([name, source]) => ({ name, ...placeOf(source) }));
    this.#needsJson = Object.keys(json).length > 0 || sources.some((source) => 'json' in source);
    this.needsBody = this.#needsJson || sources.some((source) => 'regex' in source);
    this.#plain = this.#checks.length === 0 && this.#takes.length === 0;
  }

  expects(status: number): boolean {
    return this.#statuses.includes(status);
  }

  /** Whether redirects are answers and not followed. */
  get expectsRedirect(): boolean {
    return this.#statuses.some((status) => status >= 300 && status < 400 && status !== 304);
  }

  /** Why the answer is wrong, null when it is right; then what the plan takes is in `taken`. */
  judge(answer: Answer, owner: Owner, taken: Map<string, Value> | null): string | null {
    if (!this.expects(answer.status)) return `status ${answer.status}`;
    // It stands for an answer that was looked into before, and has no body (RFC 9110, 15.4.5).
    const bodiless = answer.status === 304;
    if (!answer.body.found && !bodiless) return 'wrong body';
    if (this.#plain) return null;
    const json = this.#needsJson && !bodiless ? jsonOf(answer.body.text) : undefined;
    if (json === NOT_JSON) return 'body is not JSON';
    for (const check of this.#checks) {
      if (check.inBody && bodiless) continue;
      const wrong = whyWrong(check.of(answer, json), check, owner);
      if (wrong !== null) return `${check.place} ${wrong}`;
    }
    for (const { name, place, of } of this.#takes) {
      const value = of(answer, json);
      if (value === undefined) return `${place} is missing`;
      if (!isValue(value)) return `${place} is no text, number or boolean`;
      // JSON can hold half of a surrogate pair, which no request can.
      taken?.set(name, typeof value === 'string' ? value.toWellFormed() : value);
    }
    return null;
  }
}

function checkOf(source: { readonly json: string } | { readonly header: string }, wanted: Wanted): Check {
  const inBody = 'json' in source;
  // A field of a head is text, whatever it says.
  const text = !inBody && (typeof wanted === 'number' || typeof wanted === 'boolean');
  const name = inBody ? source.json : source.header;
  return { ...placeOf(source), inBody, wanted: text ? String(wanted) : wanted, said: saidOf(name, wanted) };
}

function saidOf(name: string, wanted: Wanted): string {
  const value =
    typeof wanted === 'object' && wanted !== null && 'contains' in wanted ? wanted.contains : wanted;
  return JSON.stringify(redact({ [name]: value })[name]);
}

function placeOf(source: Source): Pick<Take, 'place' | 'of'> {
  if ('header' in source) {
    const { header } = source;
    const of = ({ fields }: Answer): string | undefined => fields?.get(header);
    return { place: `header ${header}`, of: header === 'location' ? (answer) => locationOf(of(answer)) : of };
  }
  if ('regex' in source) {
    const pattern = new LinearPattern(source.regex);
    return { place: `text like ${source.regex}`, of: ({ body }) => pattern.in(body.text) };
  }
  const path: JsonPath = readPath(source.json);
  return { place: `JSON field ${source.json}`, of: (_, json) => valueAt(json, path) };
}

const locationOf = (field: string | undefined): string | undefined =>
  field === undefined ? undefined : encodedLocation(field);

/** In words, without anything of the answer; null when it is as wanted. */
function whyWrong(value: unknown, { wanted, said }: Check, owner: Owner): string | null {
  if (typeof wanted === 'object' && wanted !== null) {
    if ('exists' in wanted) {
      if ((value !== undefined) === wanted.exists) return null;
      return wanted.exists ? 'is missing' : 'is there';
    }
    if (value === undefined) return 'is missing';
    return typeof value === 'string' && value.includes(fill(wanted.contains, owner))
      ? null
      : `does not contain ${said}`;
  }
  if (value === undefined) return 'is missing';
  const right =
    typeof wanted === 'string' && namesIn(wanted).length > 0
      ? String(value) === fill(wanted, owner)
      : (typeof value === 'bigint' ? Number(value) : value) === wanted;
  return right ? null : `is not ${said}`;
}

/** Numbers that a double cannot hold are kept as they are written: identifiers can be that long. */
function jsonOf(text: string): unknown {
  const whole = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return /\d{16}/.test(whole)
      ? JSON.parse(whole, exactly as Parameters<typeof JSON.parse>[1])
      : JSON.parse(whole);
  } catch {
    return NOT_JSON;
  }
}

/** `source`: how the value is written, for those that are no objects. */
const exactly = (_: string, value: unknown, { source = '' }: { source?: string }): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source)
    ? BigInt(source)
    : value;

const isValue = (value: unknown): value is Value =>
  ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
