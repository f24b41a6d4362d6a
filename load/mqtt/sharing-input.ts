/** What a user writes of virtual clients: fewer connections than clients. */

import type { z } from 'zod';
import { shardsOf, templateParts } from '../template.ts';
import type { Members } from './members.ts';
import type { publishInput } from './publish-input.ts';

interface Values {
  readonly clients: number;
  readonly connections?: number | undefined;
  readonly subscribe?: unknown;
  readonly publish?: z.output<typeof publishInput> | undefined;
}

/** How many the clients of a group have. @throws PlanError for what clients cannot do that share connections */
export function readConnections(
  { clients, connections = clients, subscribe, publish }: Values,
  { fail }: Members,
): number {
  if (connections > clients)
    fail(
      'connections',
      `as many connections as clients (${clients}), or fewer, are required, because a connection without a client sends nothing; got ${connections}.`,
    );
  if (connections === clients) return connections;
  if (subscribe !== undefined)
    fail(
      'subscribe',
      'a group whose clients have a connection each is required, because the broker sends a message once over a connection that several clients share. Put the subscribers into a group without connections.',
    );
  for (const { inflight, topicAlias, contentType, userProperties } of [publish ?? []].flat()) {
    if (inflight !== undefined)
      fail(
        'publish.inflight',
        'every or rate is required where clients share connections: the broker limits what is in flight on a connection (Receive Maximum), not what a client has.',
      );
    if (topicAlias)
      fail(
        'publish.topicAlias',
        'topics without an alias are required where clients share connections; got topicAlias: true.',
      );
    for (const text of [contentType ?? '', ...Object.values(userProperties ?? {}).flat()])
      if (differs(text))
        fail(
          'publish.userProperties',
          `values that all clients have are required where clients share connections, {group} and {run} alone in braces; got '${text}'.`,
        );
  }
  return connections;
}

const differs = (template: string): boolean =>
  templateParts(template).some(
    (part) =>
      typeof part !== 'string' &&
      (part.name === 'client' || part.name.startsWith('random') || shardsOf(part.name) !== null),
  );
