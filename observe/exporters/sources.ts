/** What is understood of the samples of an endpoint. A source is a file and a line of a list. */
import { erlang } from './erlang.ts';
import { nanomq, nanomqProcess } from './nanomq.ts';
import { nodeExporter } from './node-exporter.ts';
import { processMetrics } from './process.ts';
import { rabbitmq } from './rabbitmq.ts';
import type { CounterSource, MachineSource, ProcessSource } from './source.ts';

/** The first that understands an endpoint reads it. */
export const MACHINES: readonly MachineSource[] = [nodeExporter];
export const PROCESSES: readonly ProcessSource[] = [erlang, nanomqProcess, processMetrics];
export const COUNTERS: readonly CounterSource[] = [rabbitmq, nanomq];
