/** `tidemark respond`: workers as a service of their own. */
import { randomInt } from 'node:crypto';
import type { Plan } from '../load/mqtt/plan.ts';
import { readPlan } from '../load/mqtt/plan-input.ts';
import type { Decision } from '../load/mqtt/respond/scaling.ts';
import { ServiceError, WorkerService } from '../load/mqtt/worker-service.ts';
import { defaultPort } from '../load/socket/target-url.ts';
import { SCALING_CAUSES } from '../reporters/mqtt/scaling-causes.ts';
import { EXIT, type ExitCode } from '../saved/exit-codes.ts';
import { count, plural } from '../text/format.ts';
import { redactUrl } from '../text/redact-url.ts';
import type { RespondAsked } from './commands.ts';
import { serve } from './endpoints.ts';
import { onSignals } from './interrupt.ts';
import type { Terminal } from './terminal.ts';
import { WorkerFigures } from './worker-figures.ts';

/** Replies of several processes are told apart by what their numbers begin with. */
const CONNECTIONS_A_PROCESS = 0x10000;

export async function respond(asked: RespondAsked, terminal: Terminal): Promise<ExitCode> {
  const stop = new AbortController();
  using _ = onSignals({ first: () => stop.abort(), second: () => process.exit(EXIT.interrupted) });
  const figures = new WorkerFigures(asked);
  const endpoints = await serve(figures.routes, { host: asked.host, port: asked.port, option: '--port' });
  try {
    terminal.note(`Serving ${endpoints.url}/health, /stats and /metrics.`);
    return await answer(asked, figures, stop.signal, terminal);
  } finally {
    await endpoints.close();
  }
}

async function answer(
  asked: RespondAsked,
  figures: WorkerFigures,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<ExitCode> {
  const broker = redactUrl(asked.broker);
  const tag = randomInt(1, 0x10000);
  try {
    const service = await WorkerService.start(planOf(asked), {
      run: { tag, name: `w${tag.toString(36)}${Date.now().toString(36)}` },
      firstNumber: tag * CONNECTIONS_A_PROCESS,
      signal,
      onWaiting: (why) => terminal.note(`Waiting for ${broker}: ${why}.`),
      onDecision: (decision) => {
        figures.decided(decision);
        terminal.note(decisionText(decision));
      },
    });
    if (service === null) return EXIT.met;
    figures.service = service;
    terminal.note(
      `Answering ${asked.filter} at ${broker} over ${plural(asked.connections, 'connection')} with ${count(asked.pool.min)} to ${count(asked.pool.max)} workers.`,
    );
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    terminal.note('Stopping: answering what was read.');
    const left = await service.stop(asked.drainMs);
    const { requests, replied, dropped, unsent } = service.standing;
    terminal.result(
      `${count(requests)} requests, ${count(replied)} replies, ${count(dropped)} dropped at a full queue, ${count(unsent)} without a connection, ${count(left)} unanswered at the end.`,
    );
    return left > 0 ? EXIT.interrupted : EXIT.met;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    terminal.note(`tidemark: ${broker}: ${error.message}`);
    return EXIT.notJudged;
  }
}

function planOf({ broker, filter, qos, protocol, connections, work, pool }: RespondAsked): Plan {
  const { hostname, port } = new URL(broker);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const target = { url: broker, host, port: Number(port) || defaultPort(broker) };
  const plan = readPlan(
    {
      groups: {
        workers: {
          clients: connections,
          connect: { protocol, reconnect: { after: '500ms', atMost: '5s' } },
          respond: { filter, qos },
        },
      },
      measure: '1s',
    },
    target,
  );
  const [group] = plan.groups;
  return { ...plan, groups: [{ ...group!, respond: { ...group!.respond!, work, pool } }] };
}

const decisionText = ({ from, to, cause, queued, waitUs }: Decision): string =>
  `${count(from)} → ${plural(to, 'worker')}: ${SCALING_CAUSES[cause]} (${count(queued)} in the queue, longest wait ${count(Math.round(waitUs / 1000))} ms).`;
