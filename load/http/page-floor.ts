/**
 * The page floor: one page asked for over many connections, each as soon as it has its answer, by autocannon. A closed
 * loop: a slow site is asked less, so this says how many pages a second there are, not what users wait.
 *
 * Times are ours, from request to answer of one connection. autocannon's own go wrong once a server closes a
 * connection (the lost request stays in its queue), and so does its correction for coordinated omission, which works
 * only with a rate, and none is given.
 */
import { nowUs } from '../clock.ts';
import type { HeldBytes } from '../held-bytes.ts';
import { CONNECTION_RESET, socketCause, timeOut } from '../socket/causes.ts';
import { codingsOf } from './content-coding.ts';
import type { HttpPlan } from './plan.ts';
import { commonFields, type Request } from './request.ts';
import type { Site } from './site.ts';
import type { TaskRecorder } from './task-recorder.ts';
import { BodiesTooLarge, BodyTooLarge, UnreadableBody } from './unusable-body.ts';

/** What of autocannon 9 is used; it has no types of its own. */
interface Client {
  on(event: 'request', listener: () => void): void;
  on(event: 'headers', listener: (head: { readonly headers: readonly string[] }) => void): void;
  on(event: 'body', listener: () => void): void;
  /** Without a status when an answer was given up in its middle: what came of it later has no beginning. */
  on(event: 'response', listener: (status: number | undefined) => void): void;
  on(event: 'connError', listener: (error: NodeJS.ErrnoException) => void): void;
  readonly parser: { execute(chunk: Buffer): number | Error };
  /** What came of the answer so far. */
  readonly pipelinedRequests: { peek(): { readonly bytes: number } | undefined };
  destroy(): void;
}
type Autocannon = (
  options: {
    readonly url: string;
    readonly connections: number;
    /** Seconds. */
    readonly duration: number;
    readonly timeout: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly setupClient: (client: Client) => void;
    readonly verifyBody: (body: string) => boolean;
  },
  whenDone: (error: Error | null) => void,
) => unknown;

/** One of autocannon's connections and the request it has under way. */
class Connection {
  readonly client: Client;
  /** Of the request under way; Infinity without one. */
  sentUs = Number.POSITIVE_INFINITY;
  answers = 0;
  /** What autocannon keeps of the answer under way. */
  keptBytes = 0;
  /** Content-Encoding of the last answer. */
  coding = '';

  constructor(client: Client) {
    this.client = client;
  }
}

export class PageFloor {
  readonly #plan: HttpPlan;
  readonly #recorder: TaskRecorder;
  #untilUs: number;
  readonly #bodyLimitBytes: number;
  readonly #held: HeldBytes;
  readonly #connections: Connection[] = [];
  #retired = 0;
  /** Its body comes next, in the same turn. */
  #answered: { status: number | undefined; coding: string; sentUs: number; atUs: number } | null = null;

  /** So that no start waits for it. Rejects when autocannon cannot be loaded. */
  static readonly load = (): Promise<{ default: Autocannon }> => import('autocannon');

  /** Asks until `untilUs`; what is under way then is waited for. `request` and `cookie` are those of the user who logged in. */
  static async begin(
    plan: HttpPlan,
    recorder: TaskRecorder,
    how: { site: Site; request: Request; cookie: string; connections: number; untilUs: number },
  ): Promise<PageFloor> {
    const { default: autocannon } = await PageFloor.load();
    const { site, request, cookie } = how;
    const floor = new PageFloor(plan, recorder, how);
    autocannon(
      {
        url: site.origin + request.target,
        connections: how.connections,
        // It stops at ticks of a second; we stop each connection at its own last answer.
        duration: Math.ceil((how.untilUs - nowUs()) / 1e6 + plan.drainMs / 1000) + 1,
        timeout: plan.timeoutMs / 1000,
        headers: { ...commonFields(site, cookie), ...request.headers },
        setupClient: (client) => floor.#take(new Connection(client)),
        verifyBody: (body) => floor.#judge(body),
      },
      (error) => {
        if (error) throw error;
      },
    );
    return floor;
  }

  private constructor(plan: HttpPlan, recorder: TaskRecorder, how: { untilUs: number; site: Site }) {
    this.#plan = plan;
    this.#recorder = recorder;
    this.#untilUs = how.untilUs;
    this.#bodyLimitBytes = how.site.bodyLimitBytes;
    this.#held = how.site.held;
  }

  /** Connections that asked since this was last called: those that have ended meanwhile are still counted. */
  takeAsked(): number {
    const asked = this.#connections.length + this.#retired;
    this.#retired = 0;
    return asked;
  }

  /** No request is sent from then on. */
  cutShort(atUs: number): void {
    this.#untilUs = Math.min(this.#untilUs, atUs);
  }

  /** Requests under way that were sent in [fromUs, toUs). */
  unfinished(fromUs: number, toUs: number): number {
    return this.#connections.filter(({ sentUs }) => sentUs >= fromUs && sentUs < toUs).length;
  }

  end(): void {
    for (const { client } of this.#connections.splice(0)) client.destroy();
  }

  #take(connection: Connection): void {
    const { client } = connection;
    this.#connections.push(connection);
    client.on('request', () => this.#sent(connection));
    refuseEndlessHeads(client, () => {
      this.#failed(connection, 'malformed: the head of the answer has no end');
      this.#retire(connection);
    });
    client.on('headers', ({ headers }) => {
      connection.coding = codingIn(headers);
    });
    client.on('body', () => {
      // autocannon keeps all that comes, and cannot read on after a part of an answer: this connection is at its end.
      const bytes = client.pipelinedRequests.peek()?.bytes ?? 0;
      const fits = bytes <= this.#bodyLimitBytes;
      if (fits && this.#held.take(bytes - connection.keptBytes)) {
        connection.keptBytes = bytes;
        return;
      }
      const { message } = fits ? new BodiesTooLarge(this.#held.most) : new BodyTooLarge(this.#bodyLimitBytes);
      this.#failed(connection, message);
      this.#retire(connection);
    });
    client.on('response', (status) => {
      this.#answered = { status, coding: connection.coding, sentUs: connection.sentUs, atUs: nowUs() };
      connection.answers++;
      this.#forget(connection);
      connection.sentUs = Number.POSITIVE_INFINITY;
    });
    client.on('connError', (error) => {
      const cause = socketCause(error);
      // A reset between two pages is a close for idleness too: see #sent.
      if (cause !== CONNECTION_RESET || connection.answers === 0) this.#failed(connection, cause);
    });
  }

  #forget(connection: Connection): void {
    this.#held.give(connection.keptBytes);
    connection.keptBytes = 0;
  }

  #sent(connection: Connection): void {
    const atUs = nowUs();
    this.#forget(connection);
    if (connection.sentUs !== Number.POSITIVE_INFINITY) {
      // It has connected anew, the answer never came. Closed for idleness between two requests: asked again.
      const waitedMs = (atUs - connection.sentUs) / 1000;
      const idle = connection.answers > 0;
      connection.answers = 0;
      if (waitedMs >= 0.9 * this.#plan.timeoutMs) this.#failed(connection, timeOut('answer'));
      else if (idle) return;
      else this.#failed(connection, 'closed without an answer');
    }
    if (atUs >= this.#untilUs) this.#retire(connection);
    else {
      connection.sentUs = atUs;
      this.#recorder.begun(atUs, 0);
    }
  }

  #failed(connection: Connection, cause: string): void {
    if (connection.sentUs !== Number.POSITIVE_INFINITY) this.#recorder.failed(connection.sentUs, cause);
    connection.sentUs = Number.POSITIVE_INFINITY;
  }

  /** Always true: what is wrong with an answer is counted here, not by autocannon. */
  #judge(body: string): boolean {
    const { expect } = this.#plan.tasks[0]!;
    const { status, coding, sentUs, atUs } = this.#answered!;
    // autocannon may have two sockets where a reset followed a close: an answer nobody waits for.
    if (sentUs === Number.POSITIVE_INFINITY) return true;
    if (status === undefined) this.#recorder.failed(sentUs, 'malformed: the answer has no beginning');
    else if (![expect.status].flat().includes(status)) this.#recorder.failed(sentUs, `status ${status}`);
    else if (expect.contains !== null && coding !== '')
      this.#recorder.failed(sentUs, new UnreadableBody(coding).message);
    else if (expect.contains !== null && !body.includes(expect.contains))
      this.#recorder.failed(sentUs, 'wrong body');
    else this.#recorder.succeeded(sentUs, sentUs, atUs);
    return true;
  }

  /** It is asked no more. Not at once: autocannon is about to write on it. */
  #retire(connection: Connection): void {
    const at = this.#connections.indexOf(connection);
    if (at < 0) return;
    this.#connections.splice(at, 1);
    this.#retired++;
    this.#forget(connection);
    setImmediate(() => connection.client.destroy());
  }
}

/** Its parser says so of more than 80 KiB; autocannon does not listen, and keeps all of it. */
function refuseEndlessHeads({ parser }: Client, onEndless: () => void): void {
  const execute = parser.execute.bind(parser);
  parser.execute = (chunk) => {
    const read = execute(chunk);
    if (read instanceof Error && read.message === 'max header size exceeded') onEndless();
    return read;
  };
}

/** Of a list of names and values in turn. */
function codingIn(headers: readonly string[]): string {
  const at = headers.findIndex((text, i) => i % 2 === 0 && text.toLowerCase() === 'content-encoding');
  return at < 0 ? '' : codingsOf(headers[at + 1]!).join(', ');
}
