/** A group of a plan as an agent has it, with connections that nobody opens. */
import { nowUs } from '../../load/clock.ts';
import { Attempts } from '../../load/mqtt/attempts.ts';
import { publicationsOf } from '../../load/mqtt/group.ts';
import { GroupSlice } from '../../load/mqtt/group-slice.ts';
import { type MqttGroupInput, readPlan } from '../../load/mqtt/plan-input.ts';
import { destinationOf } from '../../load/socket/destination.ts';
import { windowTimes } from '../../load/windows.ts';

const MAXIMUM_PACKET_BYTES = 1 << 20;
export const RUN_TAG = 1;

/** All of its connections. */
export function sliceOf(group: MqttGroupInput): GroupSlice {
  const target = { url: 'mqtt://127.0.0.1:1883', host: '127.0.0.1', port: 1883 };
  const plan = readPlan({ groups: { group }, measure: '1s' }, target, {});
  const [planned] = plan.groups;
  const connections = Uint32Array.from({ length: planned!.connections ?? planned!.clients }, (_, n) => n);
  const slice = new GroupSlice(planned!, [destinationOf(plan.target, null)], connections, 1, {
    tag: RUN_TAG,
    name: 'fuzz',
    senders: planned!.clients,
    payloads: publicationsOf(planned!),
    expiryUs: Number.POSITIVE_INFINITY,
    maximumPacketBytes: MAXIMUM_PACKET_BYTES,
    attempts: new Attempts(1),
    wake: () => {},
  });
  const startUs = nowUs();
  slice.begin(startUs, startUs + 1e6, windowTimes(plan.windows, startUs));
  return slice;
}
