/** A connection of the tool's own to a broker, for what it says of itself. */
import type { MqttClient } from 'mqtt';
import type { OwnClient } from '../../load/mqtt/own-client.ts';
import { credentialsOf } from '../../load/mqtt/url-credentials.ts';
import { addressesOf, whoAnswers } from '../../load/socket/addresses.ts';
import { defaultPort } from '../../load/socket/target-url.ts';
import { tlsCause } from '../../load/socket/tls-causes.ts';
import { connectMqttJs } from './mqttjs-client.ts';

/** Why no connection came about; `refused`: there is a broker, and its CONNACK said no. */
export class NotLetIn extends Error {
  override readonly name = 'NotLetIn';
  readonly refused: boolean;

  constructor(message: string, refused: boolean) {
    super(message);
    this.refused = refused;
  }
}

/**
 * At the first address of the host that lets it in; credentials of the URL go before those of `as`. It does not connect
 * again by itself: counters of before and after are not comparable.
 * @throws NotLetIn
 */
export async function connectOwn(
  url: string,
  { tls, values, ...as }: OwnClient,
  connectTimeout: number,
): Promise<MqttClient> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const named = { ...as, ...credentialsOf(url) };
  // mqtt-packet knows no password without a user name, which MQTT 5 has.
  const options = {
    ...(named.password !== undefined && { username: '' }),
    ...named,
    clean: true,
    connectTimeout,
  };
  let connected: MqttClient | null = null;
  let refused = false;
  const found = await whoAnswers(await addressesOf(host), async (address) => {
    const place = { url, host: address, port: Number(port) || defaultPort(url), tls: tls ?? null, values };
    try {
      connected = await connectMqttJs(place, options);
      return null;
    } catch (error) {
      // The number is that of a CONNACK.
      refused ||= typeof (error as { code?: unknown }).code === 'number' || tlsCause(error as Error) !== null;
      return (error as Error).message || 'no connection';
    }
  });
  if (connected === null)
    throw new NotLetIn(('why' in found && found.why) || `${host} has no address`, refused);
  return connected;
}
