/** What a user writes of how the clients of a group connect. */
import { z } from 'zod';
import { milliseconds, timeout } from '../plan-input.ts';
import { isPem } from '../socket/pem.ts';
import { whyNoSource } from '../socket/source-addresses.ts';
import { readTls, type TlsValues, tlsInput } from '../socket/tls-input.ts';
import type { TlsPlan } from '../socket/tls-plan.ts';
import type { Fail, Members } from './members.ts';
import { oneOrList } from './one-or-list.ts';
import { DEFAULT_CLIENT_ID, type GroupPlan } from './plan.ts';
import { readReconnect, reconnectInput } from './return-input.ts';
import { readWill, willInput } from './will-input.ts';

export const connectInput = z.strictObject({
  /** Default '3.1.1'. */
  protocol: z.enum(['3.1.1', '5']).default('3.1.1'),
  /** Templates: {client}, {group}, {run}; '' = the broker gives each client an id. Default '{run}-{group}-{client}'. */
  clientId: z.string().default(DEFAULT_CLIENT_ID),
  username: z.string().optional(),
  password: z.string().optional(),
  /** Default '60s'; '0s' = off. */
  keepAlive: milliseconds.default(60_000),
  /** Default true. */
  cleanStart: z.boolean().default(true),
  /** MQTT 5. Default '0s'. */
  sessionExpiry: milliseconds.default(0),
  /** MQTT 5: how many topic aliases the broker may use in what it sends a client. Default 0. */
  topicAliasMaximum: z
    .number()
    .int('a whole number is required')
    .min(0)
    .max(65_535, 'at most 65,535 topic aliases are required (OASIS MQTT 5 3.1.2.11.5)')
    .default(0),
  /** For CONNACK and SUBACK. Default '10s'. */
  timeout: timeout.default(10_000),
  /** What the broker publishes for a client whose connection ends without DISCONNECT. */
  will: willInput.optional(),
  /** TLS, with these credentials; a target's URL with mqtts: or wss: asks for it, too. */
  tls: tlsInput.optional(),
  /**
   * Where connections come from, in turn: addresses, ranges like '10.0.0.0/28', names of interfaces. Absent: addresses of
   * 127.0.0.0/8 towards one of them on Linux, and elsewhere what the kernel takes.
   */
  from: oneOrList(z.string(), 'at least one source address is required').optional(),
  /** A client whose connection is lost comes back; absent: it stays away. */
  reconnect: reconnectInput.optional(),
});

const MOST_PASSWORD_BYTES = 65_535;

/** @throws PlanError */
export function readConnect(connect: z.output<typeof connectInput>, members: Members): GroupPlan['connect'] {
  const { clients, protocol, checkTemplate, checkString, fail } = members;
  const { clientId, username, password, cleanStart, timeout, topicAliasMaximum } = connect;
  checkTemplate('connect.clientId', clientId);
  if (username !== undefined) checkString('connect.username', username);
  if (password !== undefined && Buffer.byteLength(password) > MOST_PASSWORD_BYTES)
    fail(
      'connect.password',
      `at most ${MOST_PASSWORD_BYTES} bytes are required (OASIS MQTT 3.1.3.5); got ${Buffer.byteLength(password)}.`,
    );
  if (clients > 1 && clientId !== '' && !clientId.includes('{client}'))
    fail(
      'connect.clientId',
      `{client} is required for ${clients} clients: a broker disconnects a client when another one comes with the same client id.`,
    );
  if (clientId === '' && !cleanStart && protocol === '3.1.1')
    fail(
      'connect.clientId',
      'a client id, or cleanStart: true, is required in MQTT 3.1.1 (OASIS MQTT 3.1.1 3.1.3.1); got an empty id without a clean start.',
    );
  if (password !== undefined && username === undefined && protocol === '3.1.1')
    fail(
      'connect.password',
      "a user name is required with a password in MQTT 3.1.1 (OASIS MQTT 3.1.1 3.1.2.9); give one, or use protocol: '5'.",
    );
  if (topicAliasMaximum > 0 && protocol !== '5')
    fail('connect.topicAliasMaximum', "protocol '5' is required for topic aliases; got '3.1.1'.");
  return {
    protocolVersion: protocol === '5' ? 5 : 4,
    clientId,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    keepAliveS: readKeepAlive(connect.keepAlive, fail),
    cleanStart,
    sessionExpiryS: readSessionExpiry(connect.sessionExpiry, protocol, fail),
    ...(topicAliasMaximum > 0 && { topicAliasMaximum }),
    timeoutMs: timeout,
    ...(connect.will && { will: readWill(connect.will, connect.sessionExpiry, members) }),
    ...(connect.tls && { tls: readConnectTls(connect.tls, members) }),
    ...(connect.from !== undefined && { from: readFrom(connect.from, fail) }),
    ...(connect.reconnect && { reconnect: readReconnect(connect.reconnect, members) }),
  };
}

function readFrom(from: string | readonly string[], fail: Fail): readonly string[] {
  const sources = typeof from === 'string' ? [from] : from;
  for (const source of sources) {
    const why = whyNoSource(source);
    if (why !== null) fail('connect.from', `${why}.`);
  }
  return sources;
}

function readConnectTls(tls: TlsValues, { checkTemplate, fail }: Members): TlsPlan {
  const { cert, key, psk } = tls;
  for (const [field, template] of Object.entries({ cert, key, ...psk }))
    if (template !== undefined && !isPem(template)) checkTemplate(`connect.tls.${field}`, template);
  return readTls(tls, (field, message) => fail(`connect.tls.${field}`, message));
}

function readKeepAlive(keepAliveMs: number, fail: Fail): number {
  const seconds = keepAliveMs / 1000;
  if (!Number.isInteger(seconds) || seconds > 65_535)
    fail(
      'connect.keepAlive',
      `whole seconds up to 65,535 are required (OASIS MQTT 3.1.2.10); got ${seconds} s.`,
    );
  return seconds;
}

function readSessionExpiry(sessionExpiryMs: number, protocol: Members['protocol'], fail: Fail): number {
  if (sessionExpiryMs > 0 && protocol !== '5')
    fail('connect.sessionExpiry', "protocol '5' is required for a session expiry; got '3.1.1'.");
  const seconds = sessionExpiryMs / 1000;
  if (!Number.isInteger(seconds) || seconds > 0xffffffff)
    fail('connect.sessionExpiry', `whole seconds up to 2^32 - 1 are required; got ${seconds} s.`);
  return seconds;
}
