/** A million clients, or another number of them, and what they do once they are there. */
import type { MqttGroupInput, MqttPlanInput } from '../../load/mqtt/plan-input.ts';

export interface Wanted {
  readonly clients: number;
  readonly brokers: number;
  /** How long they stay, in a load without traffic. */
  readonly hold: `${number}s`;
  /** They publish for so long, a recorder on each broker. */
  readonly traffic: `${number}s` | null;
  /** All leave once and come back. */
  readonly cycle: boolean;
}

/** No clean session, no user, and no keep-alive: mqttbench, whose CONNBURST.NONSECURE this is, sends no PINGREQ either. */
const CONNECT = { protocol: '5', cleanStart: true, keepAlive: '0s', timeout: '60s' } as const;

/** Each connects in its turn, so all are there again after as long as connecting took. */
const AWAY = '10s';
const RETURN_S = 360;

export function planOf({ clients, brokers, hold, traffic, cycle }: Wanted): MqttPlanInput {
  const held: MqttGroupInput = { clients, connect: CONNECT };
  if (traffic !== null) {
    // QoS 0, 64 bytes, once a minute: the traffic of a meter.
    const publish = { topic: 'meters/{destination}/{client}', payload: '64B', qos: 0, every: '60s' } as const;
    const recorder: MqttGroupInput = {
      clients: brokers,
      connect: CONNECT,
      subscribe: { filter: 'meters/{destination}/+' },
    };
    return {
      groups: { clients: { ...held, publish }, recorder },
      warmup: '0s',
      measure: traffic,
      drain: '10s',
    };
  }
  if (cycle)
    return {
      groups: { clients: { ...held, cycle: { hold, away: AWAY, times: 1 } } },
      warmup: '0s',
      measure: `${Number.parseFloat(hold) + Number.parseFloat(AWAY) + RETURN_S}s`,
      drain: '1s',
    };
  return { groups: { clients: held }, warmup: '0s', measure: hold, drain: '1s' };
}
