/** Why a client did not get in, or was thrown out, in words that are counted. */
import { GENERATOR_CONNECT_FAULTS } from '../socket-errors.ts';

export function errorCause(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ECONNREFUSED':
      return 'refused';
    case 'ETIMEDOUT':
      return 'timed out';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'reset';
    case 'EADDRINUSE':
    case 'EADDRNOTAVAIL':
      return GENERATOR_CONNECT_FAULTS.ports;
    case 'EMFILE':
    case 'ENFILE':
      return GENERATOR_CONNECT_FAULTS.files;
    case 'ENOBUFS':
    case 'ENOMEM':
      return GENERATOR_CONNECT_FAULTS.memory;
    default:
      return error.code ?? error.message;
  }
}

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
