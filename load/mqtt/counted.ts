/** A load whose publishers send a number of messages each: when it has done all of its work, before its time is over. */
import { sumOf } from '../../statistics/sum.ts';
import { targetsOf } from '../target-addresses.ts';
import { fillTemplate } from '../template.ts';
import { valuesOf } from './client-values.ts';
import { publicationsOf, senderNumbers, subscriptionsOf } from './group.ts';
import { settle } from './ledger.ts';
import type { GroupPlan, Plan, PublishPlan } from './plan.ts';
import type { SecondOfGroup } from './recorder.ts';

/** Any name does: topics and filters of one run have the same. */
const RUN = 'run';

export class CountedLoad {
  readonly #groups: readonly GroupPlan[];
  /** Deliveries. */
  readonly #owed: number;
  readonly #drainMs: number;
  readonly #sent: number[];
  readonly #acknowledged: number[];
  #received = 0;
  #lastUs = 0;

  /** Null: some publisher goes on until the time is over, or there is none. */
  static of(plan: Plan): CountedLoad | null {
    return isCounted(plan) ? new CountedLoad(plan) : null;
  }

  private constructor(plan: Plan) {
    const { groups, drainMs } = plan;
    this.#groups = groups;
    this.#drainMs = drainMs;
    this.#owed = owedTo(groups, targetsOf(plan).length);
    this.#sent = groups.map(() => 0);
    this.#acknowledged = groups.map(() => 0);
  }

  /** What one agent tells of a second. */
  add(seconds: readonly SecondOfGroup[]): void {
    seconds.forEach(({ counts, lastUs }, group) => {
      this.#sent[group]! += counts.sent;
      this.#acknowledged[group]! += counts.acknowledged;
      this.#received += counts.received;
      this.#lastUs = Math.max(this.#lastUs, lastUs);
    });
  }

  /** Messages that are still to be sent. */
  get left(): number {
    return sumOf(this.#groups, messagesOf) - this.#sent.reduce((sum, count) => sum + count, 0);
  }

  /**
   * When the last of the work was done, after the start of the measure phase; null: it is not. What is missing for longer
   * than the drain is given up. `atUs`: until when agents have told.
   */
  doneUs(atUs: number): number | null {
    if (this.left > 0) return null;
    const answered = this.#groups.every(
      (group, number) => this.#acknowledged[number]! >= sumOf(acknowledgedOf(group), messagesOfEach(group)),
    );
    const whole = answered && this.#received >= this.#owed;
    return whole || atUs - this.#lastUs >= this.#drainMs * 1000 ? this.#lastUs : null;
  }
}

/** Whether the number of messages says how long the load takes. */
export function isCounted({ groups }: Pick<Plan, 'groups'>): boolean {
  const publishing = groups.flatMap(publicationsOf);
  return publishing.length > 0 && publishing.every(({ messages }) => messages !== undefined);
}

const messagesOfEach =
  ({ clients }: GroupPlan) =>
  ({ messages = 0 }: PublishPlan): number =>
    clients * messages;
const messagesOf = (group: GroupPlan): number => sumOf(publicationsOf(group), messagesOfEach(group));
const acknowledgedOf = (group: GroupPlan): readonly PublishPlan[] =>
  publicationsOf(group).filter(({ qos }) => qos > 0);

/** Of all messages, to subscribers that are there all the time; Infinity where some are not. */
function owedTo(groups: readonly GroupPlan[], destinations: number): number {
  const passing = ({ startAfterMs, stopAfterMs }: GroupPlan): boolean =>
    startAfterMs !== null || stopAfterMs !== null;
  const open = groups.some((group) => (group.subscribe && passing(group)) || group.connect.will);
  if (open) return Number.POSITIVE_INFINITY;
  const { groups: tallies } = settle(
    groups.flatMap((group) =>
      publicationsOf(group).flatMap((publish) =>
        textsOf(group, publish.topic, destinations).map((topic, client) => ({
          client: (publish.firstSender ?? group.firstClient) + client,
          name: '',
          topic,
          sent: publish.messages!,
          windows: [],
          firstSequenceAt: (timeUs: number) => (timeUs < 0 ? 0 : Number.POSITIVE_INFINITY),
        })),
      ),
    ),
    groups.flatMap((group, number) =>
      subscriptionsOf(group).flatMap((one) =>
        textsOf(group, one.filter, destinations).map((filter, client) => ({
          group: number,
          filter,
          ...(one.noLocal && { noLocal: senderNumbers(group, client) }),
          owedFromUs: Number.NEGATIVE_INFINITY,
          owedToUs: Number.POSITIVE_INFINITY,
          received: new Map(),
        })),
      ),
    ),
  );
  return sumOf([...tallies.values()], ([whole]) => whole!.owed);
}

const textsOf = (group: GroupPlan, template: string, destinations: number): string[] =>
  Array.from({ length: group.clients }, (_, client) =>
    fillTemplate(template, valuesOf(group, client, { name: RUN, destinations })),
  );
