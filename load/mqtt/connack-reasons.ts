/** Why a broker refused a CONNECT, in words that are counted. */

/** OASIS MQTT 3.1.1 3.2.2.3 and MQTT 5 3.2.2.2, those that brokers use. */
const CONNACK_REASONS: Readonly<Record<number, string>> = {
  1: 'unacceptable protocol version',
  2: 'client identifier rejected',
  3: 'server unavailable',
  4: 'bad user name or password',
  5: 'not authorised',
  132: 'unsupported protocol version',
  133: 'client identifier not valid',
  134: 'bad user name or password',
  135: 'not authorised',
  136: 'server unavailable',
  137: 'server busy',
  138: 'banned',
  151: 'quota exceeded',
  159: 'connection rate exceeded',
};
export const connackReason = (code: number): string => CONNACK_REASONS[code] ?? 'refused';
