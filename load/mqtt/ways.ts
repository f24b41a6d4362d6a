/** The two ways of requests: to those who answer, and back. */
import { sumOf } from '../../statistics/sum.ts';
import type { RecordedRequests } from './request/record.ts';
import type { RespondAccount } from './respond/tally.ts';

/** Of all groups over the whole run: empty where nobody asked or answered. */
export function waysOf(
  accounts: readonly {
    readonly requests: RecordedRequests | null;
    readonly responder: RespondAccount | null;
  }[],
): { readonly ways?: Readonly<Record<'probes' | 'requests' | 'replies' | 'received', number>> } {
  const asking = accounts.flatMap(({ requests }) => requests ?? []);
  const answering = accounts.flatMap(({ responder }) => responder ?? []);
  if (asking.length + answering.length === 0) return {};
  return {
    ways: {
      probes: sumOf(asking, ({ probes }) => probes),
      requests: sumOf(
        answering,
        ({ requests, unanswerable }) => requests + sumOf(Object.values(unanswerable), (count) => count),
      ),
      replies: sumOf(answering, ({ replied }) => replied),
      received: sumOf(asking, ({ arrived }) => arrived),
    },
  };
}
