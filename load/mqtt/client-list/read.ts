/** A client list in the form of mqttbench, read into the groups of a plan. */
import { oneLine } from '../../../text/visible.ts';
import { PlanError } from '../../plan-input.ts';
import type { MqttGroupInput } from '../plan-input.ts';
import { groupOf, likeness, type Member, memberOf, type Sending } from './groups.ts';
import { type Row, row } from './row.ts';
import { NoArray, rowTexts } from './row-texts.ts';

/** What `load.mqtt` takes. */
export interface ListedLoad {
  /** URLs. */
  readonly target: readonly string[];
  readonly groups: Readonly<Record<string, MqttGroupInput>>;
}

/**
 * `name`: of the file, for messages.
 * @throws PlanError for a list that is malformed, or that a plan cannot have: the row, required, actual
 */
export function readClientList(text: string, name: string, sending: Sending = {}): ListedLoad {
  const fail = (message: string): never => {
    throw new PlanError(oneLine(`client list ${name}: ${message}`));
  };
  const members = rowsOf(text, fail).map((one, at) => memberOf(one, at + 1));
  const first = members[0]!;
  const place = ({ row: { version, useTLS, dstPort } }: Member): string =>
    `${version.replace(/\d/, '')}${useTLS ? ' with TLS' : ''}, port ${dstPort}`;
  const other = members.find((member) => place(member) !== place(first));
  if (other)
    fail(
      `row ${other.line}: the same transport and port as in row 1 are required (${place(first)}); got ${place(other)}. Write a list for each.`,
    );
  const groups = [...Map.groupBy(members, likeness).values()].map((group) => numbered(group, fail));
  checkPublishing(groups, sending, fail);
  const { version, useTLS, dstPort } = first.row;
  const scheme = version.startsWith('WS') ? (useTLS ? 'wss' : 'ws') : useTLS ? 'mqtts' : 'mqtt';
  const path = version.startsWith('WS') ? '/mqtt' : '';
  return {
    target: destinationsOf(groups, fail).map(
      (host) => `${scheme}://${host.includes(':') ? `[${host}]` : host}:${dstPort}${path}`,
    ),
    groups: Object.fromEntries(
      groups.map((group, at) => [
        groups.length === 1 ? 'clients' : `clients-${at + 1}`,
        groupOf(group, sending),
      ]),
    ),
  };
}

const MOST_SHOWN = 80;
const excerpt = (text: string): string => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);

type Fail = (message: string) => never;

/** Of one client: 10,000 topics and more. */
const MOST_ROW_LENGTH = 4 * 1024 ** 2;
const MOST_KEYS_SHOWN = 5;
/** Messages that the schema does not give. */
const ZODS_OWN = 'Invalid input';

function rowsOf(text: string, fail: Fail): readonly Row[] {
  const rows: Row[] = [];
  try {
    for (const one of rowTexts(text, MOST_ROW_LENGTH)) rows.push(rowOf(one, rows.length + 1, fail));
  } catch (error) {
    if (!(error instanceof NoArray)) throw error;
    fail(
      `a JSON array of clients is required; got ${error.message}${rows.length === 0 ? '' : ` after row ${rows.length}`}.`,
    );
  }
  if (rows.length === 0) fail('at least one client is required; got none.');
  return rows;
}

function rowOf(text: string, line: number, fail: Fail): Row {
  let one: unknown;
  try {
    one = JSON.parse(text);
  } catch (error) {
    return fail(`row ${line}: JSON is required; got a text that is none (${(error as Error).message}).`);
  }
  const read = row.safeParse(one);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue!.path.length > 0 ? `${issue!.path.join('.')}: ` : '';
  if (issue!.code === 'invalid_type' && issue!.message.startsWith(ZODS_OWN))
    return fail(`row ${line}: ${where}the type ${issue!.expected} is required; got another one.`);
  if (issue!.code !== 'unrecognized_keys') return fail(`row ${line}: ${where}${issue!.message}.`);
  const { keys } = issue!;
  const more = keys.length > MOST_KEYS_SHOWN ? ` and ${keys.length - MOST_KEYS_SHOWN} more` : '';
  return fail(
    `row ${line}: ${where}keys that tidemark carries out are required (${Object.keys(row.shape).join(', ')}); got ${keys.slice(0, MOST_KEYS_SHOWN).map(excerpt).join(', ')}${more}.`,
  );
}

/** In the order of their numbers: 0, 1, 2, … */
function numbered(group: readonly Member[], fail: Fail): readonly Member[] {
  // With an empty id the broker names the client: its place in the list is its number.
  if (group[0]!.row._id === '') return group.map((member, client) => ({ ...member, client }));
  const sorted = group.toSorted((a, b) => a.client - b.client);
  sorted.forEach((member, client) => {
    if (member.clientId.includes('{client}') && member.client === client) return;
    const before = sorted[client - 1];
    if (before?.row._id === member.row._id)
      fail(
        `rows ${before.line} and ${member.line}: a client id of its own is required for each client; both have '${excerpt(member.row._id)}'.`,
      );
    // One client alone may be called what it likes.
    if (sorted.length === 1 && !member.clientId.includes('{client}')) return;
    fail(
      `row ${member.line}: among clients that are alike, ids with the numbers 0, 1, 2 and so on are required, like ${excerpt(member.clientId.replace('{client}', String(client)))}; got ${excerpt(member.row._id)}.`,
    );
  });
  return sorted;
}

/** Clients of a plan go round its destinations. */
function destinationsOf(groups: readonly (readonly Member[])[], fail: Fail): readonly string[] {
  const hosts = new Set(groups.flat().map(({ row: { dst } }) => dst));
  const largest = groups.reduce((most, group) => (group.length > most.length ? group : most));
  const round = largest.slice(0, hosts.size).map(({ row: { dst } }) => dst);
  for (const { row: one, line, client } of groups.flat()) {
    const required = round[client % hosts.size] ?? round[0]!;
    if (one.dst !== required)
      fail(
        `row ${line}: clients that go round the ${hosts.size} destinations by their numbers are required, which is ${required} for ${excerpt(one._id)}; got ${one.dst}. Write a list for each destination.`,
      );
  }
  return round;
}

function checkPublishing(groups: readonly (readonly Member[])[], sending: Sending, fail: Fail): void {
  const publishing = groups.find(([first]) => (first!.row.publishTopics ?? []).length > 0);
  if (publishing && sending.every === undefined && sending.rate === undefined)
    fail(
      `row ${publishing[0]!.line}: every or rate is required for clients that publish, as in clientList(file, { every: '1s' }); a list does not say how often.`,
    );
}
