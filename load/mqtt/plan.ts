/**
 * The plan: what to do, as plain data (JSON), with every quantity in a named unit.
 * It says nothing about processes or machines: any slicing of it by client index gives the same load.
 */

export type Qos = 0 | 1;
export type ProtocolVersion = 4 | 5;

export interface ConnectPlan {
  /** 4 = MQTT 3.1.1, 5 = MQTT 5 (OASIS MQTT 3.1.2.2). */
  readonly protocolVersion: ProtocolVersion;
  /** Templates: {client} index in the group, {group}, {run}. */
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
  /** 0 = off (OASIS MQTT 3.1.2.10). */
  readonly keepAliveS: number;
  readonly cleanStart: boolean;
  /** MQTT 5 only (OASIS MQTT 5 3.1.2.11.2). */
  readonly sessionExpiryS: number;
  /** A client that has no CONNACK (and SUBACK) by then has failed. */
  readonly timeoutMs: number;
}

/**
 * `open`: one message a period and client, due whatever the target does; `together`: all clients at the same moment, in
 * place of spread over the period. `closed`: a window kept full.
 */
export type Pace =
  | { readonly model: 'open'; readonly periodUs: number; readonly together?: true }
  | { readonly model: 'closed'; readonly inflight: number };

export interface PublishPlan {
  readonly topic: string;
  readonly payloadBytes: number;
  readonly qos: Qos;
  readonly retain: boolean;
  readonly pace: Pace;
}

export interface SubscribePlan {
  /** Topic filter, templated like `clientId`; `$share/NAME/…` makes the group one shared subscription. */
  readonly filter: string;
  readonly qos: Qos;
}

export interface GroupPlan {
  readonly name: string;
  readonly clients: number;
  /** Number of this group's client 0 in the whole plan; the payload carries firstClient + index. */
  readonly firstClient: number;
  readonly connect: ConnectPlan;
  readonly subscribe?: SubscribePlan;
  readonly publish?: PublishPlan;
  /** Connection attempts a second over the whole group; null = as fast as they are accepted. */
  readonly rampPerSecond: number | null;
  /** Relative to the start of the measure phase; null = connects before anything is published. */
  readonly startAfterMs: number | null;
  /** Relative to the start of the measure phase; null = stays to the end. */
  readonly stopAfterMs: number | null;
}

/** Half-open interval of intended time, relative to the start of the measure phase. */
export interface WindowPlan {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Plan {
  readonly protocol: 'mqtt';
  readonly target: { readonly url: string; readonly host: string; readonly port: number };
  readonly groups: readonly GroupPlan[];
  readonly warmupMs: number;
  readonly measureMs: number;
  readonly drainMs: number;
  /** The first is always `measure`, the whole phase. */
  readonly windows: readonly WindowPlan[];
  readonly pacing: 'auto' | 'poll' | 'timer';
  /** Agent processes; null = as many as open files ask for. */
  readonly agents: number | null;
}
