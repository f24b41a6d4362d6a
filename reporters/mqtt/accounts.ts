import type { Account } from '../account.ts';

/**
 * Whoever publishes only is not told what arrives. The broker and PUBACKs count a part of the messages (no retained ones in
 * mosquitto, none of QoS 0): their share of that part, of the rate offered.
 */
export const MQTT_ACCOUNTS: readonly Account[] = [
  {
    name: 'delivered',
    sentence: 'were delivered',
    meaning: null,
    tellsMore: true,
    perSecond: (metrics) => metrics['delivery.rate']?.value,
  },
  {
    name: 'received by the broker',
    sentence: 'were received by the broker, as it counts itself',
    meaning:
      "Nobody subscribes: what got through is the broker's own count (`$SYS`), as a share of the messages it counts, of the rate offered.",
    tellsMore: true,
    perSecond: ({ 'publish.offered': offered, 'broker.received': received }) =>
      offered && received && (offered.value * received.value) / 100,
  },
  {
    name: 'acknowledged',
    sentence: 'were acknowledged',
    meaning:
      'Nobody subscribes, and no count of the broker is known: what got through is what was acknowledged (QoS 1), as a share, of the rate offered.',
    tellsMore: true,
    perSecond: ({ 'publish.offered': offered, acknowledged }) =>
      offered && acknowledged && (offered.value * acknowledged.value) / acknowledged.n,
  },
  {
    name: 'sent',
    sentence: 'were sent, and nobody counted what arrived',
    meaning:
      'Nobody subscribes, no count of the broker is known, and QoS 0 is not acknowledged: that what was sent got through is an assumption.',
    tellsMore: false,
    perSecond: (metrics) => metrics['publish.rate']?.value,
  },
];
