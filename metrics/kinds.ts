/** The kinds of load and the metrics of each, by the `protocol` of their plans. */
import { HTTP_ROWS } from './http.ts';
import { MQTT_ROWS } from './mqtt.ts';
import type { MetricRows } from './row.ts';

interface KindOfLoad {
  /** For people. */
  readonly name: string;
  readonly rows: MetricRows;
}

export const KINDS = {
  mqtt: { name: 'MQTT', rows: MQTT_ROWS },
  http: { name: 'HTTP', rows: HTTP_ROWS },
} as const satisfies Record<string, KindOfLoad>;

export type Kind = keyof typeof KINDS;
