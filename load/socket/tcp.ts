import { connect } from 'node:net';
import type { Transport } from './transport.ts';

export const TCP: Transport = {
  layers: [{ event: 'connect', layer: 'tcp' }],
  connect: (options) => connect(options),
};
