/** What coordinator and agents say to each other of groups of MQTT clients: plain data. */
import type { KindTypes } from '../kind.ts';
import type { Plan } from './plan.ts';
import type { PublisherAccount } from './publisher-account.ts';
import type { RecordedGroup, SecondOfGroup } from './recorder.ts';
import type { RecordedRequests } from './request/record.ts';
import type { RespondAccount } from './respond/tally.ts';
import type { RunResult, Series } from './result.ts';
import type { ReturnsAccount } from './returns.ts';
import type { RoundAccount } from './rounds.ts';
import type { Ending } from './standing.ts';
import type { SubscriberAccount } from './subscriber.ts';
import type { SynRetries } from './syn-retries.ts';
import type { WillsAccount } from './wills.ts';

export interface Mqtt extends KindTypes {
  readonly plan: Plan;
  /** One a group of the plan, like the accounts of a report. */
  readonly second: readonly SecondOfGroup[];
  readonly report: GroupsReport;
  readonly series: Series;
  readonly result: RunResult;
  /** The barrier of a group that joined later has fallen: it publishes from `atUs` on. */
  readonly toAgent: { readonly type: 'start-group'; readonly group: number; readonly atUs: number };
  /** All clients of a group that joined later are there or have failed. */
  readonly fromAgent: { readonly type: 'group-ready'; readonly group: number };
}

export interface GroupsReport {
  readonly groups: readonly GroupAccount[];
}

export interface GroupAccount {
  readonly indices: Uint32Array;
  readonly recorded: RecordedGroup;
  readonly publisher: PublisherAccount | null;
  readonly subscriber: SubscriberAccount | null;
  /** Null: nobody was to come back. */
  readonly returns: ReturnsAccount | null;
  /** Null: the group has none. */
  readonly wills: WillsAccount | null;
  /** Null: the group answers no requests, or lives in another agent. */
  readonly responder: RespondAccount | null;
  /** Null: the group asks nothing. */
  readonly requests: RecordedRequests | null;
  readonly attempted: number;
  readonly succeeded: number;
  readonly failures: ReadonlyMap<string, number>;
  /** In which its clients connected, the first one first. */
  readonly rounds: readonly RoundAccount[];
  readonly synRetries: SynRetries;
  readonly losses: readonly Ending[];
  readonly firstAttemptUs: number;
  readonly lastConnackUs: number;
  /** First intended time; 0 when the group never began. */
  readonly originUs: number;
  /** When its clients had left; 0 = they stayed to the end. */
  readonly leftUs: number;
}
