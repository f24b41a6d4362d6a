/** The schemas of saved runs. Apart from their list: zod takes a while to load, and few read what was saved. */
import { httpRun } from '../load/http/result.ts';
import { mqttRun } from '../load/mqtt/result.ts';

export const RUN_SCHEMAS = { mqtt: mqttRun, http: httpRun } as const;
