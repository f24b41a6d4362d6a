import { expect, test } from 'vitest';
import { parseListening } from '../../observe/listening-sockets.ts';

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const line = (local: string, state: string, inode: number) =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0000000000000000 100 0 0 10 0\n`;

test('sockets that listen on a port are found, with their addresses', () => {
  const text = [
    line('0100007F:075B', '0A', 11),
    line('00000000:075B', '0A', 12),
    line('0100007F:075B', '01', 13), // connected
    line('0100007F:075C', '0A', 14), // another port
    line('00000000000000000000000000000000:075B', '0A', 15),
    line('00000000000000000000000001000000:075B', '0A', 16),
    line('0000000000000000FFFF00000100007F:075B', '0A', 17), // mapped
    line('B80D0120000000000000000005000000:075B', '0A', 18),
  ];
  expect(parseListening(HEAD + text.join(''), 1883)).toEqual([
    { address: '127.0.0.1', inode: '11' },
    { address: '0.0.0.0', inode: '12' },
    { address: '::', inode: '15' },
    { address: '::1', inode: '16' },
    { address: '127.0.0.1', inode: '17' },
    { address: '2001:db8::5', inode: '18' },
  ]);
  expect(parseListening('', 1883)).toEqual([]);
});
