/** What is known of a group while its parts are read, and how its mistakes are told. */
import { PlanError } from '../plan-input.ts';
import { fillTemplate, randomFields, unknownFields } from '../template.ts';

/** @throws PlanError that names the group and the field */
export type Fail = (field: string, message: string) => never;

export interface Members {
  /** Of the group. */
  readonly name: string;
  readonly clients: number;
  /** MQTT version. */
  readonly protocol: '3.1.1' | '5';
  readonly fail: Fail;
  /** @throws PlanError when a client has no value for a name in braces, or fewer values than there are clients */
  readonly checkTemplate: (field: string, template: string) => void;
  /** Its bytes, with names in braces filled in as long as they get. @throws PlanError when MQTT has no such string (OASIS MQTT 1.5.4) */
  readonly checkString: (field: string, template: string) => number;
}

const MOST_STRING_BYTES = 65_535;
/** No run has a longer name. */
const LONG_RUN_NAME = 'r'.repeat(32);

export function membersOf(
  name: string,
  { clients, protocol }: Pick<Members, 'clients' | 'protocol'>,
): Members {
  const fail: Fail = (field, message) => {
    throw new PlanError(`groups.${name}.${field}: ${message}`);
  };
  const checkString = (field: string, template: string): number => {
    if (template.includes('\0') || !template.isWellFormed())
      fail(field, 'text without U+0000 and without half a surrogate pair is required (OASIS MQTT 1.5.4).');
    const values = { client: clients - 1, group: name, run: LONG_RUN_NAME };
    const length = Buffer.byteLength(fillTemplate(template, values));
    if (length > MOST_STRING_BYTES)
      fail(field, `texts of at most ${MOST_STRING_BYTES} bytes are required; got ${length}.`);
    return length;
  };
  return {
    name,
    clients,
    protocol,
    fail,
    checkString,
    checkTemplate(field, template) {
      const unknown = unknownFields(template)[0];
      if (unknown !== undefined)
        fail(
          field,
          `{client}, {group}, {run}, {destination} or {random:10000:x10} is required in braces; got {${unknown}}.`,
        );
      const few = randomFields(template).find((below) => below < clients);
      if (few !== undefined) fail(field, `a number for each of ${clients} clients is required; got ${few}.`);
      checkString(field, template);
    },
  };
}
