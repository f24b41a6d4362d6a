import type { MqttTarget } from '../../load/mqtt/plan-input.ts';
import { answerText, refusesCredentials } from '../../load/mqtt/reasons.ts';
import { credentialsOf } from '../../load/mqtt/url-credentials.ts';
import { adviceFor } from '../../load/socket/advice.ts';
import { defaultPort, isSecuredUrl, MQTT_SCHEMES } from '../../load/socket/target-url.ts';
import { redactUrl } from '../../text/redact-url.ts';
import { urlsForm, urlsIn } from '../forms.ts';
import { reason, TargetUnavailable } from '../target-unavailable.ts';
import type { Broker, BrokerKind } from './broker.ts';
import { wantsContainer, wantsListener, wantsMosquitto, wantsPersistence } from './unfit.ts';

const ANSWER_WITHIN_MS = 5000;

/** A broker somebody else runs. Nothing of it is started, stopped or read but what it answers. */
export const external: BrokerKind = {
  name: 'external',
  form: urlsForm({
    schemes: MQTT_SCHEMES,
    unspoken: Object.fromEntries(['ssl', 'tls'].map((scheme) => [scheme, 'TLS is written mqtts://'])),
    example: 'mqtt://localhost:1883',
    unused({ protocol, pathname, search, hash }) {
      if (protocol.startsWith('ws'))
        return hash === '' ? null : 'a WebSocket has no fragment: leave out what follows #';
      return `${pathname}${search}${hash}`.length <= 1
        ? null
        : 'MQTT has no paths, queries or fragments: leave out what follows host and port';
    },
  }),
  unfit: (_, options) =>
    wantsContainer(options) ?? wantsMosquitto(options) ?? wantsPersistence(options) ?? wantsListener(options),
  start: (urls) => useAll(urlsIn(urls, MQTT_SCHEMES).map((url) => new URL(url))),
};

/** The check before a load has the credentials of the plan, and judges the certificate. */
const ANY_CERTIFICATE = { ca: null, verify: false };
/** It speaks TLS, and asks for credentials that only the plan has. */
const refusesHandshake = ({ message }: Error): boolean => message.includes('TLS: the target refused');

/**
 * Clients go round all of them, so one that answers is enough to begin: what clients of the others meet is for the load to
 * count.
 * @throws TargetUnavailable as for one, when none answers
 */
async function useAll(urls: readonly URL[]): Promise<Broker> {
  const found = await Promise.allSettled(urls.map(useExternal));
  const answering = found.find((one) => one.status === 'fulfilled');
  if (!answering) throw (found[0] as PromiseRejectedResult).reason;
  if (urls.length === 1) return answering.value;
  const [first, ...also] = urls.map((url): MqttTarget => ({ url: url.href, ...placeOf(url) }));
  return {
    ...answering.value,
    ...first,
    also,
    label: `${urls.length} brokers from ${first!.host}:${first!.port} on (external)`,
  };
}

const placeOf = (url: URL): { readonly host: string; readonly port: number } => ({
  host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
  port: Number(url.port) || defaultPort(url.href),
});

/** @throws TargetUnavailable when it does not answer a CONNECT, or says that the credentials of the URL are bad. */
async function useExternal(url: URL): Promise<Broker> {
  const { knock, readVersion } = await import('./ready.ts');
  const { host, port } = placeOf(url);
  const reach = { url: url.href, tls: isSecuredUrl(url.href) ? ANY_CERTIFICATE : null };
  const answer = await knock({ host, port, reach, ...credentialsOf(url.href) }, ANSWER_WITHIN_MS);
  if (!answer.answered && !refusesHandshake(answer.cause)) {
    throw new TargetUnavailable(
      {
        what: 'broker unreachable',
        required: `a CONNACK from ${redactUrl(url.href)} within ${ANSWER_WITHIN_MS / 1000} s`,
        actual: reason(answer.cause),
        nextStep: adviceFor(reason(answer.cause), MQTT_SCHEMES),
      },
      answer.cause,
    );
  }
  // What else it refuses may be our client id: the check before a load connects as the plan's clients do.
  if (
    answer.answered &&
    answer.refused !== null &&
    refusesCredentials(answer.refused) &&
    url.username + url.password !== ''
  ) {
    throw new TargetUnavailable({
      what: 'broker refused the connection',
      required: `a CONNACK with return code 0 from ${redactUrl(url.href)}`,
      actual: answerText('CONNACK', answer.refused, answer.protocolVersion),
      nextStep: 'correct user name and password in the URL',
    });
  }
  const known = readVersion(answer.answered ? answer.version : null);
  const name = known === null ? '' : `${known.product} ${known.version} at `;
  return {
    kind: 'external',
    url: url.href,
    tls: null,
    host,
    port,
    label: `${name}${host}:${port} (external)`,
    version: known?.version ?? null,
    image: null,
    configuration: null,
    quota: null,
    pid: null,
    log: async () => '',
    stop: async () => {},
  };
}
