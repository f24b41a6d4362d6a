/** What is wrong with an answer, by name, and what later requests need of it. Made ready once for all users. */
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
    for (const { place, wanted, of, inBody } of this.#checks) {
      if (inBody && bodiless) continue;
      const wrong = whyWrong(of(answer, json), wanted, owner);
      if (wrong !== null) return `${place} ${wrong}`;
    }
    for (const { name, place, of } of this.#takes) {
      const value = of(answer, json);
      if (value === undefined) return `${place} is missing`;
      if (!isValue(value)) return `${place} is no text, number or boolean`;
      taken?.set(name, value);
    }
    return null;
  }
}

function checkOf(source: Source, wanted: Wanted): Check {
  const { place, of } = placeOf(source);
  // A field of a head is text, whatever it says.
  const text = 'header' in source && (typeof wanted === 'number' || typeof wanted === 'boolean');
  return { place, of, inBody: !('header' in source), wanted: text ? String(wanted) : wanted };
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
function whyWrong(value: unknown, wanted: Wanted, owner: Owner): string | null {
  if (typeof wanted === 'object' && wanted !== null) {
    if ('exists' in wanted) {
      if ((value !== undefined) === wanted.exists) return null;
      return wanted.exists ? 'is missing' : 'is there';
    }
    if (value === undefined) return 'is missing';
    return typeof value === 'string' && value.includes(wanted.contains)
      ? null
      : `does not contain ${JSON.stringify(wanted.contains)}`;
  }
  if (value === undefined) return 'is missing';
  const right =
    typeof wanted === 'string' && namesIn(wanted).length > 0
      ? String(value) === fill(wanted, owner)
      : (typeof value === 'bigint' ? Number(value) : value) === wanted;
  return right ? null : `is not ${JSON.stringify(wanted)}`;
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
