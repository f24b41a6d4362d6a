/** Causes of failed requests, in words; counted apart from latencies. */
import { GENERATOR_CONNECT_FAULTS } from '../socket-errors.ts';

/** What a socket error means: whose fault it is and what to look at. */
export function socketCause(error: NodeJS.ErrnoException): string {
  const { code = '' } = error;
  switch (code) {
    case 'ECONNREFUSED':
      return 'refused';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'reset';
    case 'ETIMEDOUT':
      return 'time-out: no connection';
    case 'EADDRINUSE':
    case 'EADDRNOTAVAIL':
      return GENERATOR_CONNECT_FAULTS.ports;
    case 'EMFILE':
    case 'ENFILE':
      return GENERATOR_CONNECT_FAULTS.files;
    case 'ENOBUFS':
    case 'ENOMEM':
      return GENERATOR_CONNECT_FAULTS.memory;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'TLS name: the certificate is for another host';
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO|ISSUER/.test(code)) return `TLS certificate: ${code}`;
  if (code.startsWith('ERR_SSL') || code === 'EPROTO') return 'TLS: the target does not speak it';
  return code === '' ? error.message : code;
}
