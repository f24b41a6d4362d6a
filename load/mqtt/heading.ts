/** What a PUBLISH has before its payload: its topic and its properties, with the names in braces filled in. */
import type { IPublishPacket } from 'mqtt-packet';
import { fillTemplate, type TemplateValues } from '../template.ts';
import type { PublishPlan } from './plan.ts';

export interface Heading {
  readonly topic: string;
  /** MQTT 5 (3.3.2.3). */
  readonly properties?: NonNullable<IPublishPacket['properties']>;
}

/** The longest of a publication: with its topic, whether or not it has an alias. */
export function headingOf(publish: PublishPlan, values: TemplateValues): Heading {
  const { topic, topicAlias, expiryS, contentType, userProperties } = publish;
  const properties = {
    ...(expiryS !== undefined && { messageExpiryInterval: expiryS }),
    ...(topicAlias !== undefined && { topicAlias }),
    ...(contentType !== undefined && { contentType: fillTemplate(contentType, values) }),
    ...(userProperties && {
      userProperties: Object.fromEntries(
        Object.entries(userProperties).map(([name, list]) => [
          name,
          list.map((value) => fillTemplate(value, values)),
        ]),
      ),
    }),
  };
  return {
    topic: fillTemplate(topic, values),
    ...(Object.keys(properties).length > 0 && { properties }),
  };
}
