/** What is fuzzed. A kind is a file and a line of this list. */
import { fuzzAnswers } from './answers.ts';
import { fuzzExpositions } from './expositions.ts';
import { fuzzFrames } from './frames.ts';
import { fuzzReplies, proveAllCounted } from './replies.ts';
import { fuzzRequests } from './requests.ts';
import { fuzzSession, proveUnharmed } from './session.ts';

export interface FuzzedKind {
  /** What is damaged, and where it goes. */
  readonly what: string;
  /** Carries a case out, and says how it ended. @throws Error where it goes wrong */
  readonly one: (caseSeed: number) => string;
  /** How cases may end; each of them does, some time. */
  readonly outcomes: readonly string[];
  /** After all cases. @throws Error */
  readonly prove?: () => void;
}

export const FUZZED: readonly FuzzedKind[] = [
  {
    what: 'packets into an MQTT session',
    one: fuzzSession,
    outcomes: ['connack', 'failed', 'lost', 'ready', 'suback'],
    prove: proveUnharmed,
  },
  {
    what: 'replies into a connection that asks',
    one: fuzzReplies,
    outcomes: ['lost', 'ready'],
    prove: proveAllCounted,
  },
  { what: 'requests into a connection that answers', one: fuzzRequests, outcomes: ['lost', 'ready'] },
  { what: 'WebSocket frames', one: fuzzFrames, outcomes: ['read', 'refused'] },
  {
    what: 'answers into the HTTP reader',
    one: fuzzAnswers,
    outcomes: ['incomplete', 'malformed', 'unusable', 'whole'],
  },
  {
    what: 'texts of exporters',
    one: fuzzExpositions,
    outcomes: ['read', 'refused', 'understood'],
  },
];
