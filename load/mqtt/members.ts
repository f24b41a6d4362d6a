/** What is known of a group while its parts are read, and how its mistakes are told. */
import { PlanError } from '../plan-input.ts';
import { randomFields, unknownFields } from '../template.ts';

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
}

export function membersOf(
  name: string,
  { clients, protocol }: Pick<Members, 'clients' | 'protocol'>,
): Members {
  const fail: Fail = (field, message) => {
    throw new PlanError(`groups.${name}.${field}: ${message}`);
  };
  return {
    name,
    clients,
    protocol,
    fail,
    checkTemplate(field, template) {
      const unknown = unknownFields(template)[0];
      if (unknown !== undefined)
        fail(
          field,
          `{client}, {group}, {run}, {destination} or {random:10000:x10} is required in braces; got {${unknown}}.`,
        );
      const few = randomFields(template).find((below) => below < clients);
      if (few !== undefined) fail(field, `a number for each of ${clients} clients is required; got ${few}.`);
    },
  };
}
