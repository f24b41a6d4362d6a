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
    name: 'answered in time',
    sentence: 'were answered in time',
    meaning: null,
    tellsMore: true,
    perSecond: (metrics) => metrics['reply.rate']?.value,
  },
  {
    name: 'received by the broker',
    sentence: 'were received by the broker, by its own count',
    meaning:
      "No group subscribes. What got through follows from the broker's own count (`$SYS`): the share of messages that it counted, times the offered rate.",
    tellsMore: true,
    perSecond: ({ 'publish.offered': offered, 'broker.received': received }) =>
      offered && received && (offered.value * received.value) / 100,
  },
  {
    name: 'acknowledged',
    sentence: 'were acknowledged',
    meaning:
      'No group subscribes, and no count of the broker is known. What got through follows from the acknowledgements (QoS 1): the share of messages that were acknowledged, times the offered rate.',
    tellsMore: true,
    perSecond: ({ 'publish.offered': offered, acknowledged }) =>
      offered && acknowledged && (offered.value * acknowledged.value) / acknowledged.n,
  },
  {
    name: 'sent',
    sentence: 'were sent, and it was not counted what arrived',
    meaning:
      'No group subscribes, no count of the broker is known, and messages of QoS 0 are not acknowledged. It is assumed that what was sent got through.',
    tellsMore: false,
    perSecond: (metrics) => metrics['publish.rate']?.value,
  },
  {
    name: 'connected',
    work: 'connections',
    sentence: 'were connected',
    meaning: null,
    tellsMore: true,
    perSecond: (metrics) => metrics['connect.rate']?.value,
  },
];
