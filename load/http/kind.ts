/** The kind of load that virtual users are. They stay: a search adds users to those that are there. */

import type { Kind, RunRecord } from '../kind.ts';
import { adviceFor } from '../socket/advice.ts';
import { HTTP_SCHEMES } from '../socket/target-url.ts';
import { unreadableFile } from '../socket/tls-files.ts';
import { untilDigested } from './digested.ts';
import { mergeUsers } from './merge.ts';
import type { Http } from './messages.ts';
import { whyNoAnswer } from './no-answer.ts';
import type { HttpPlan } from './plan.ts';
import { asSaved } from './saved-plan.ts';
import { HttpSeriesBuilder } from './series.ts';

/** The file of an authority is the same for all users. */
const ANYBODY = { client: 0, group: '', run: '' };

/** User and kernel memory of one user here, measured, rounded up. */
const BYTES_A_USER = 40 * 1024;

export const HTTP: Kind<Http> = {
  demand: ({ users }) => ({ connections: users, memoryBytes: users * BYTES_A_USER }),
  // A page takes milliseconds: a timer's one is shown as lag, and a polling core would be taken from the site.
  pacing: () => 'timer',
  whyNotHere: ({ tls }) => (tls === null ? null : unreadableFile(tls, [ANYBODY])),
  whyNoAnswer,
  unreachable: ({ target }, got) =>
    `site ${target.url} unreachable: an HTTP answer is required, got: ${got}; next step: ${adviceFor(got, HTTP_SCHEMES)}`,
  beforeStart: untilDigested,
  record: (plan) => new UsersRecord(plan),
  measured: ({ plan, startedAt, series, targetDown, interrupted, ...reported }) => ({
    status: 'measured',
    plan: asSaved(plan),
    startedAt,
    series,
    ...mergeUsers({ plan, ...reported }),
    targetDown,
    ...(interrupted && { interrupted }),
  }),
  invalid: ({ plan, startedAt, series, generator, cause, reason }) => ({
    status: 'invalid',
    cause,
    reason,
    plan: asSaved(plan),
    startedAt,
    series,
    generator: { ...generator, loop: plan.pace.model, offered: 0, unsentByTarget: 0, unsentByGenerator: 0 },
  }),
  noSeries: { firstSecond: 0, users: [], tasks: {} },
};

class UsersRecord implements RunRecord<Http> {
  readonly expected: number;
  readonly #series: HttpSeriesBuilder;

  constructor(plan: HttpPlan) {
    this.expected = plan.users;
    this.#series = new HttpSeriesBuilder(plan);
  }

  second(second: number, { users, tasks }: Http['second']): void {
    this.#series.add(second, users, tasks);
  }

  progress(second: number): ReturnType<HttpSeriesBuilder['progress']> {
    return this.#series.progress(second);
  }

  get figures(): HttpSeriesBuilder['figures'] {
    return this.#series.figures;
  }

  series(_: HttpPlan, withSamples: boolean): Http['series'] {
    return this.#series.result(withSamples);
  }
}
