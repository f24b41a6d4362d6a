/** What brokers answer in place of success, by name. */

type Version = 4 | 5;

/** OASIS MQTT 3.1.1 3.2.2.3, table 3.1. */
const CONNECT_RETURN_CODES: Readonly<Record<number, string>> = {
  1: 'unacceptable protocol version',
  2: 'identifier rejected',
  3: 'server unavailable',
  4: 'bad user name or password',
  5: 'not authorized',
};

/** OASIS MQTT 5 2.4, table 2-6. */
const REASON_CODES: Readonly<Record<number, string>> = {
  0: 'success',
  4: 'disconnect with will message',
  16: 'no matching subscribers',
  17: 'no subscription existed',
  24: 'continue authentication',
  25: 're-authenticate',
  128: 'unspecified error',
  129: 'malformed packet',
  130: 'protocol error',
  131: 'implementation specific error',
  132: 'unsupported protocol version',
  133: 'client identifier not valid',
  134: 'bad user name or password',
  135: 'not authorized',
  136: 'server unavailable',
  137: 'server busy',
  138: 'banned',
  139: 'server shutting down',
  140: 'bad authentication method',
  141: 'keep alive timeout',
  142: 'session taken over',
  143: 'topic filter invalid',
  144: 'topic name invalid',
  145: 'packet identifier in use',
  146: 'packet identifier not found',
  147: 'receive maximum exceeded',
  148: 'topic alias invalid',
  149: 'packet too large',
  150: 'message rate too high',
  151: 'quota exceeded',
  152: 'administrative action',
  153: 'payload format invalid',
  154: 'retain not supported',
  155: 'QoS not supported',
  156: 'use another server',
  157: 'server moved',
  158: 'shared subscriptions not supported',
  159: 'connection rate exceeded',
  160: 'maximum connect time',
  161: 'subscription identifiers not supported',
  162: 'wildcard subscriptions not supported',
};

/** A CONNACK's code. A broker that does not speak MQTT 5 refuses it in 3.1.1's codes (OASIS MQTT 5 3.1.2.2). */
const connackReason = (code: number): string | undefined => CONNECT_RETURN_CODES[code] ?? REASON_CODES[code];
/** Any other packet's code; 3.1.1 has codes in SUBACK alone, and one for failure (OASIS MQTT 3.1.1 3.9.3). */
const reason = (code: number, version: Version): string | undefined =>
  version === 4 && code === 128 ? 'failure' : REASON_CODES[code];

/** 'CONNACK 5 not authorized', 'DISCONNECT 149 packet too large'. */
export function answerText(
  packet: 'CONNACK' | 'SUBACK' | 'PUBACK' | 'PUBREC' | 'DISCONNECT',
  code: number,
  version: Version,
): string {
  const name = packet === 'CONNACK' ? connackReason(code) : reason(code, version);
  return `${packet} ${code} ${name ?? 'of an unknown reason'}`;
}

/** The broker does not take this protocol version. */
export const refusesVersion = (code: number): boolean => code === 1 || code === 132;

/** Bad user name or password: nothing else can be meant. */
export const refusesCredentials = (code: number): boolean => code === 4 || code === 134;

/** Not authorized: brokers say so of credentials, of client ids and of addresses. */
export const notAuthorized = (code: number): boolean => code === 5 || code === 135;
