/** MQTT.js to a broker, over any transport: for looking at its own figures, where speed does not matter. */
import { type IClientOptions, MqttClient } from 'mqtt';
import { socketCause } from '../../load/socket/causes.ts';
import { destinationOf } from '../../load/socket/destination.ts';
import { openStream } from '../../load/socket/stream.ts';
import type { TlsPlan } from '../../load/socket/tls-plan.ts';
import type { TemplateValues } from '../../load/template.ts';

export interface BrokerPlace {
  /** Its scheme says the transport; with WebSockets, its path is asked for. */
  readonly url: string;
  /** An address. */
  readonly host: string;
  readonly port: number;
  /** Null: not secured. */
  readonly tls: TlsPlan | null;
  /** Whose credentials are shown, where they are templates. */
  readonly values: TemplateValues;
}

/** Connected, and never connected again: counters of before and after are not comparable. Rejects with the first error. */
export function connectMqttJs(place: BrokerPlace, options: IClientOptions): Promise<MqttClient> {
  return new Promise((resolve, reject) => {
    const client = new MqttClient(() => openStream(destinationOf(place, place.tls), place.values) as never, {
      ...options,
      reconnectPeriod: 0,
      resubscribe: false,
    });
    const failed = (error?: Error): void => {
      client.end(true);
      reject(error ? inWords(error) : new Error('the connection was closed without a CONNACK'));
    };
    const closed = (): void => failed();
    client
      .once('error', failed)
      .once('close', closed)
      .once('connect', () => {
        client.off('error', failed).off('close', closed);
        resolve(client);
      });
  });
}

/** As the clients of a load name it; MQTT.js numbers what a CONNACK says. */
const inWords = (error: NodeJS.ErrnoException): Error =>
  typeof error.code === 'string' ? new Error(socketCause(error), { cause: error }) : error;
