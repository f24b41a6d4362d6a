/** A connection whose clients ask: what comes to it are replies. */

import { HEADER_BYTES } from '../payload.ts';
import { type ReplyProperties, readReplyProperties } from './fields/incoming-properties.ts';
import type { GroupSlice } from './group-slice.ts';
import type { Requests } from './request/requests.ts';
import { Session } from './session.ts';

/** Of the packet that is read. */
const properties: ReplyProperties = { topicFrom: 0, topicTo: 0, correlationFrom: 0, correlationTo: 0 };

export class RequestingSession extends Session {
  readonly #requests: Requests;

  constructor(group: GroupSlice, position: number, requests: Requests) {
    super(group, position);
    this.#requests = requests;
  }

  protected override delivered(
    frames: Buffer,
    _first: number,
    from: number,
    to: number,
    propertiesFrom: number,
  ): void {
    properties.correlationFrom = properties.correlationTo = 0;
    if (propertiesFrom < from) readReplyProperties(frames, propertiesFrom, from, properties);
    const { correlationFrom, correlationTo } = properties;
    const correlated = correlationTo - correlationFrom === HEADER_BYTES;
    this.group.recorder.arrivedBesides(this.readUs);
    this.#requests.arrived(this.position, frames, correlated ? correlationFrom : -1, from, to, this.readUs);
  }
}
