/**
 * The plan of virtual users. Everything random follows from the seed and a user's number, so any slicing over
 * processes gives the same users doing the same things.
 */
import { z } from 'zod';
import { arrivalsPlan } from '../arrivals-plan.ts';
import { list, type PlainData, texts } from '../plain-data.ts';
import { phases, targetAddress } from '../plan.ts';
import { tlsPlan } from '../socket/tls-plan.ts';
import { answered, content, expectation, laterRequests, sent, takes } from './request-plan.ts';

/** Named values of one account: `{ username, password, deviceId }`; paths and forms name them in braces. */
export type Account = PlainData<typeof texts>;

/** Where a page or a session has its CSRF token: the field of a form, and the cookie for sites whose pages have none. */
const csrfNames = z.object({ field: z.string(), cookie: z.string().nullable() });
export type CsrfNames = PlainData<typeof csrfNames>;

/** One request, or several one after the other. */
const task = z.object({
  name: z.string(),
  ...sent,
  weight: z.number(),
  ...answered,
  /** The requests after the first one, each sent when the one before it had its right answer. */
  later: laterRequests.exactOptional(),
});
export type TaskPlan = PlainData<typeof task>;

const login = z.object({
  /** Page with the form, fetched first for its cookies and CSRF token; null = there is none. */
  page: z.string().nullable(),
  /** Where the form goes, or whatever the log-in carries in place of one. */
  post: z.string(),
  ...content,
  headers: texts.exactOptional(),
  /** Form field, and the cookie that carries the token where the form does not; null = no token. */
  csrf: csrfNames.nullable(),
  /** How often a user tries before it has failed; who is turned away comes again after 1 s, then 2, 4, … */
  attempts: z.number(),
  /** Of the answer the log-in ends on; null = the POST has to be answered with a redirect. */
  expect: expectation.nullable(),
  /** By the name that requests of the user have in braces. */
  take: takes.exactOptional(),
});
export type LoginPlan = PlainData<typeof login>;

/**
 * `closed`: a user thinks after each answer, so a slow site gets fewer requests. `open`: tasks begin at a rate over
 * all users, whatever the site does.
 */
const pace = z.discriminatedUnion('model', [
  z.object({ model: z.literal('closed'), waitMs: z.tuple([z.number(), z.number()]) }),
  z.object({
    model: z.literal('open'),
    /** With steps, the highest rate. */
    tasksPerSecond: z.number(),
    /** Absent: evenly, at one rate. */
    arrivals: arrivalsPlan.exactOptional(),
  }),
]);
export type UserPace = PlainData<typeof pace>;

/** How accounts are told: `T` is how many, or which. The order of the fields is that of the saved plan. */
const planWith = <T extends z.ZodType>(accounts: T) =>
  z.object({
    protocol: z.literal('http'),
    /**
     * `autocannon`: the page floor. One user logs in; its session asks for one page over as many connections as there
     * are users, each as soon as it has its answer.
     */
    engine: z.literal(['tidemark', 'autocannon']),
    target: targetAddress,
    tls: tlsPlan.nullable(),
    users: z.number(),
    /** New users a second; null = as fast as they are let in. */
    spawnPerSecond: z.number().nullable(),
    accounts,
    seed: z.number(),
    login: login.nullable(),
    tasks: list(task),
    /** Where tasks have their `{csrf}` from. Absent: none asks for it. */
    csrf: csrfNames.exactOptional(),
    pace,
    /** File of a custom behaviour: see `Behaviour`. */
    module: z.string().nullable(),
    /** Apdex T; null = not asked for. */
    apdexMs: z.number().nullable(),
    /**
     * Of two targets that are asked for the same in turn: whether this one has the change that the test is about. Absent:
     * the load is no such comparison.
     */
    change: z.literal(['without', 'with']).exactOptional(),
    /** From the write of a request to the last byte of its answer, redirects included. */
    timeoutMs: z.number(),
    /** Of an answer; a larger one fails. Absent: 16 MiB. */
    bodyLimitBytes: z.number().exactOptional(),
    ...phases,
  });

/** User n has the nth of the accounts, shuffled by the seed. */
const httpPlan = planWith(list(texts)).extend({
  /** Sent as Basic credentials (RFC 7617) with each request. They are never saved. */
  credentials: z.object({ username: z.string(), password: z.string() }).nullable(),
});
export type HttpPlan = PlainData<typeof httpPlan>;

/** As results keep it: how many accounts, not which. */
export const savedHttpPlan = planWith(z.number());
export type SavedHttpPlan = PlainData<typeof savedHttpPlan>;

/**
 * Default export of a plan's `module`: called before each task of a user, in place of weights and waits. `random`
 * is the user's own sequence, 0 to 1.
 */
export type Behaviour = (user: {
  readonly number: number;
  readonly account: Account;
  /** Tasks it has begun. */
  readonly begun: number;
  readonly random: () => number;
}) => { readonly task: string; readonly waitMs: number };
