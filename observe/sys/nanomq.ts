/** NanoMQ (its documents, and the topics of its source): under `$SYS` it tells of clients alone. */
import type { NewsOnly } from './dialect.ts';

export const nanomq: NewsOnly = {
  news: /^\$SYS\/brokers\/(?:dis)?connected$/,
  instead:
    'NanoMQ tells its counters to Prometheus: give --observe the URL http://USER:PASSWORD@HOST:8081/api/v4/prometheus',
};
