/** How the clients of a connection burst get in, and what the broker is started with for it. */
import { fileURLToPath } from 'node:url';
import { type MqttGroupInput, settings } from 'tidemark';

/** `password`: native mosquitto, which checks user and password against a file. */
export type Variant = 'tcp' | 'tls' | 'client certificate' | 'psk' | 'password' | 'as it listens';

const { broker: choice } = settings();
/** A broker that runs already listens as it does. */
const runsAlready = /^(?:mqtts?|wss?|exec):/.test(choice);
const PASSWORDS = fileURLToPath(new URL('mosquitto.conf', import.meta.url));

export const variantsOf = (variants: readonly Variant[]): readonly Variant[] =>
  runsAlready ? ['as it listens'] : variants;

/** By itself mosquitto keeps the CONNACK back until what TLS sent before it was acknowledged (Nagle's algorithm), for 40 ms. */
const AT_ONCE = { noDelay: true } as const;

export function brokerFor(variant: Variant) {
  switch (variant) {
    case 'as it listens':
      return {};
    case 'client certificate':
      return { transport: 'tls', clientCertificates: true, ...AT_ONCE } as const;
    case 'password':
      return { choice: 'native', configurationFile: PASSWORDS };
    case 'tcp':
      return { transport: variant };
    default:
      return { transport: variant, ...AT_ONCE };
  }
}

/** As CONNBURST of mqttbench has them: MQTT 5, clean start, no session expiry, no traffic. The embedded broker has no MQTT 5. */
export const connectAs = (variant: Variant, brokerKind: string): NonNullable<MqttGroupInput['connect']> => ({
  protocol: brokerKind === 'embedded' ? '3.1.1' : '5',
  keepAlive: '300s',
  ...(variant === 'password' && { username: 'burst', password: 'burst' }),
});

/** The machine of a broker elsewhere is its own; here the generator uses CPUs, too. */
export const sharesMachine = !runsAlready || /\/\/(?:[^@/]*@)?(?:localhost|127\.|\[::1\])/.test(choice);
