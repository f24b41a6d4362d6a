/** What the scheme of a target's URL says. */

/** Ports that clients take where a URL names none (IANA; RFC 6455, 3). */
const PORTS: Readonly<Record<string, number>> = {
  'mqtt:': 1883,
  'mqtts:': 8883,
  'ws:': 80,
  'wss:': 443,
  'http:': 80,
  'https:': 443,
};

export const MQTT_SCHEMES = ['mqtt', 'mqtts', 'ws', 'wss'] as const;
export const HTTP_SCHEMES = ['http', 'https'] as const;

/** @throws TypeError when the URL's scheme is none of these */
export function defaultPort(url: string): number {
  const { protocol } = new URL(url);
  const port = PORTS[protocol];
  if (port === undefined)
    throw new TypeError(`a URL of ${Object.keys(PORTS).join(' ')} is required; got ${protocol}`);
  return port;
}

/** As it stands in a URL (RFC 3986, 3.2.2). */
export const authority = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

/** Its scheme asks for TLS. */
export const isSecuredUrl = (url: string): boolean => /^(?:mqtts|wss|https):/.test(url);

/** Its scheme asks for WebSocket frames. */
export const isWebSocketUrl = (url: string): boolean => /^wss?:/.test(url);
