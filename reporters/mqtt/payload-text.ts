/** What messages carry, in words. */

import { carriesHeader } from '../../load/mqtt/payload/header.ts';
import type { Payload } from '../../load/mqtt/payload/plan.ts';
import { formatQuantity } from '../../text/quantity.ts';

/** '500 B', '440 B to 560 B', 'text of up to 96 B'. */
export function payloadText(payload: Payload): string {
  const most = formatQuantity(payload.payloadBytes, 'B');
  if (payload.payload === undefined) return most;
  if (payload.payload.kind === 'sizes')
    return `${formatQuantity(Math.min(...payload.payload.bytes), 'B')} to ${most}`;
  return `text of up to ${most}${carriesHeader(payload) ? '' : ', not counted by receivers'}`;
}
