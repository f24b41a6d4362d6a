/** What a user writes of the properties of what is published (OASIS MQTT 5 3.3.2.3). */
import { z } from 'zod';
import { milliseconds } from '../plan-input.ts';
import type { Members } from './members.ts';
import { oneOrList } from './one-or-list.ts';
import { MOST_PROPERTIES_BYTES } from './packet-limits.ts';
import type { PublishPlan } from './plan.ts';

export const propertiesInput = {
  /** MQTT 5: the topic goes out once a connection, and then by an alias. Default false. */
  topicAlias: z.boolean().default(false),
  /** MQTT 5, whole seconds: a broker forgets a message that it could not hand on in this time. */
  expiry: milliseconds.optional(),
  /** MQTT 5; templates, like the values of user properties. */
  contentType: z.string().optional(),
  /** MQTT 5: a name may have several values. */
  userProperties: z.record(z.string(), oneOrList(z.string(), 'at least one value is required')).optional(),
};
type Values = z.output<z.ZodObject<typeof propertiesInput>>;

const MOST_SECONDS = 0xffffffff;

/** @throws PlanError */
export function readProperties(
  values: Values,
  members: Members,
): Pick<PublishPlan, 'expiryS' | 'contentType' | 'userProperties'> {
  const { topicAlias, expiry, contentType, userProperties } = values;
  const { protocol, checkTemplate, fail } = members;
  const given = topicAlias || [expiry, contentType, userProperties].some((value) => value !== undefined);
  if (given && protocol !== '5')
    fail(
      'publish',
      "protocol '5' is required for topicAlias, expiry, contentType and userProperties; got '3.1.1'.",
    );
  const expiryS = (expiry ?? 1000) / 1000;
  if (!Number.isInteger(expiryS) || expiryS < 1 || expiryS > MOST_SECONDS)
    fail('publish.expiry', `whole seconds from 1 to 2^32 - 1 are required; got ${expiryS} s.`);
  const pairs = Object.entries(userProperties ?? {}).map(([name, value]) => [name, [value].flat()] as const);
  const strings = [
    ...(contentType === undefined ? [] : [{ field: 'publish.contentType', text: contentType }]),
    ...pairs.flatMap(([name, list]) =>
      list.flatMap((value) => [
        { field: 'publish.userProperties', text: name, isName: true },
        { field: 'publish.userProperties', text: value },
      ]),
    ),
  ];
  for (const { field, text, isName } of strings.map((one) => ({ isName: false, ...one }))) {
    if (!isName) checkTemplate(field, text);
  }
  checkBytes(strings, members);
  return {
    ...(expiry !== undefined && { expiryS }),
    ...(contentType !== undefined && { contentType }),
    ...(pairs.length > 0 && { userProperties: Object.fromEntries(pairs) }),
  };
}

function checkBytes(
  strings: readonly { readonly field: string; readonly text: string }[],
  { checkString, fail }: Members,
): void {
  const total = strings.reduce((sum, { field, text }) => sum + checkString(field, text), 0);
  if (total > MOST_PROPERTIES_BYTES)
    fail(
      'publish.userProperties',
      `at most ${MOST_PROPERTIES_BYTES} bytes of names and values are required; got ${total}.`,
    );
}
