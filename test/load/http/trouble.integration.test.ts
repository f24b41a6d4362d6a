import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttps } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { HttpPlanInput } from '../../../load/http/plan-input.ts';
import { judge } from '../../../slo/judge/judge.ts';
import { slo } from '../../../slo/promise.ts';
import { accounts, djangoLike } from './django.ts';
import { home, http, listening, measured, promise, run, task, tcp, verdict } from './measure.ts';

const members = {
  ...home,
  users: 5,
  accounts: accounts(5),
  login: { page: '/accounts/login/' },
} as const satisfies HttpPlanInput;

describe.concurrent('a site in trouble', () => {
  test('site down: nothing is measured, and the reason says refused', async () => {
    const gone = await tcp(() => {});
    await gone[Symbol.asyncDispose]();
    const result = await run(gone, home);
    expect(result).toMatchObject({ status: 'invalid', cause: 'target-never-came-up' });
    expect(result).toHaveProperty(
      'reason',
      expect.stringMatching(/an HTTP answer is required, got: connection refused; next step: /),
    );
    expect(verdict(result)).toBe('invalid');
  });

  test('something that does not speak HTTP is named', async () => {
    await using site = await tcp((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await run(site, home)).toHaveProperty(
      'reason',
      expect.stringContaining('the answer is not HTTP/1'),
    );
  });

  test('a site that dies mid-run fails: refused is counted apart, and it is down afterwards', async () => {
    let answers = 0;
    const site = await http((_, response) => {
      response.end('LAMPI');
      // Users without a log-in begin as soon as they are there: up to about 100 come before what is measured.
      if (++answers === 250) void site[Symbol.asyncDispose]();
    });
    const result = await measured(site, { ...home, measure: '2s' });
    expect(task(result).succeeded).toBeGreaterThan(50);
    expect(task(result).failedBy['connection refused']).toBeGreaterThan(20);
    expect(result.targetDown).toBe('connection refused');
    const judgement = judge(result, promise);
    expect(judgement.verdict).toBe('fail');
    expect(judgement.reasons[0]).toContain('the target was down after the run: connection refused');
  });

  test('log-in refused: every user is counted, with the cause', async () => {
    await using site = await http(djangoLike([], { refuse: true }));
    const result = await measured(site, members);
    const cause = 'log-in refused: the form came back instead of a redirect';
    expect(result.login).toMatchObject({ attempted: 5, succeeded: 0, failed: 5, failedBy: { [cause]: 5 } });
    const judgement = judge(result, slo({ 'http.failed': '= 0', 'login.failed': '= 0' }));
    expect(judgement.verdict).toBe('fail');
    expect(judgement.reasons.join()).toContain(`5 users could not log in (${cause}: 5)`);
  });

  test('CSRF missing: the field and the cookie that were looked for are named', async () => {
    await using site = await http(djangoLike([], { noCsrf: true }));
    const { login } = await measured(site, members);
    expect(login.failedBy).toEqual({
      'CSRF token missing: the page has no field csrfmiddlewaretoken, the session no cookie csrftoken': 5,
    });
  });

  test('redirect loop: the task fails and says so', async () => {
    await using site = await http((_, response) => response.writeHead(302, { Location: '/again' }).end());
    // Time for all ten redirects of the last task, on a busy machine too.
    const result = await measured(site, { ...home, drain: '3s' });
    expect(task(result).succeeded).toBe(0);
    expect(Object.keys(task(result).failedBy)).toEqual(['redirect loop']);
    expect(judge(result, promise).reasons.join()).toContain('redirect loop');
  });

  test('a redirect to another site is not followed', async () => {
    await using site = await http((_, response) =>
      response.writeHead(302, { Location: 'http://127.0.0.2:1/' }).end(),
    );
    expect(Object.keys(task(await measured(site, home)).failedBy)).toEqual(['redirect to another site']);
  });

  test('body truncated: the answer is not taken for a whole one', async () => {
    await using site = await tcp((socket) => {
      socket.on('error', () => {});
      socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nLAMPI and no more'));
    });
    const result = await measured(site, home);
    expect(task(result).succeeded).toBe(0);
    expect(Object.keys(task(result).failedBy)).toEqual(['truncated']);
    expect(verdict(result)).toBe('fail');
  });

  test('connections reset without an answer are counted as such', async () => {
    let probed = false;
    await using site = await tcp((socket) => {
      socket.on('error', () => {});
      socket.on('data', () => {
        if (probed) socket.resetAndDestroy();
        else socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
        probed = true;
      });
    });
    const result = await measured(site, home);
    expect(Object.keys(task(result).failedBy)).toEqual(['connection reset']);
    expect(result.targetDown).toBe('connection reset');
  });

  test('1 % of 500s: counted by status, left out of the latencies, and a promise of none fails', async () => {
    let answers = 0;
    await using site = await http((_, response) => {
      response.statusCode = ++answers % 100 === 0 ? 500 : 200;
      response.end('LAMPI');
    });
    const result = await measured(site, { ...home, wait: '1ms', measure: '2s' });
    const { begun, succeeded, failed, failedBy } = task(result);
    expect(Object.keys(failedBy)).toEqual(['status 500']);
    expect(succeeded + failed).toBe(begun);
    expect(failed / begun).toBeCloseTo(0.01, 2);
    const judgement = judge(
      result,
      slo({ 'http.failed': '= 0', 'http.failed.share': '< 2%', 'http.p50': '< 1s' }),
    );
    expect(judgement.rows.map((row) => row.verdict)).toEqual(['fail', 'pass', 'pass']);
    expect(judgement.reasons[0]).toContain('status 500: ');
  });

  test('a page with the right status and the wrong body has failed', async () => {
    await using site = await http((_, response) => response.end('Sorry'));
    expect(Object.keys(task(await measured(site, home)).failedBy)).toEqual(['wrong body']);
  });

  test('answers that trickle end at the time-out, though bytes keep coming', async () => {
    let probed = false;
    await using site = await http((_, response) => {
      if (!probed) {
        probed = true;
        return response.end('LAMPI');
      }
      response.writeHead(200, { 'Content-Length': 10_000 });
      const drip = setInterval(() => response.write('x'), 50);
      return response.on('close', () => clearInterval(drip));
    });
    const result = await measured(site, { ...home, timeout: '1s', measure: '2s', drain: '2s' });
    expect(task(result).succeeded).toBe(0);
    expect(Object.keys(task(result).failedBy)).toEqual(['time-out: no end of the answer']);
    expect(judge(result, promise).verdict).toBe('fail');
    expect(result.targetDown).toBeNull();
  });

  test('a site that accepts and says nothing times out', async () => {
    await using site = await tcp((socket) => void socket.on('error', () => {}).resume());
    expect(await run(site, { ...home, timeout: '300ms' })).toHaveProperty(
      'reason',
      expect.stringContaining('got: time-out: no answer'),
    );
  });

  test('HTTPS: a certificate for this name is accepted, one for another name is refused as that', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-'));
    const certificate = (name: string) => {
      const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
      const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
      execFileSync('openssl', [
        ...[
          'req',
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:prime256v1',
          '-nodes',
          '-days',
          '2',
        ],
        ...['-keyout', key, '-out', cert, ...subject],
      ]);
      return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
    };
    try {
      for (const [name, outcome] of [
        ['localhost', 'measured'],
        ['other.example', 'invalid'],
      ] as const) {
        const pair = certificate(name);
        const server = createHttps(pair, (_, response) => response.end('LAMPI'));
        await using site = await listening(server, 'https', 'localhost');
        const result = await run(site, { ...home, tls: { ca: pair.cert } });
        expect(result.status).toBe(outcome);
        if (result.status === 'measured') {
          expect(task(result)).toMatchObject({ failed: 0 });
          expect(task(result).succeeded).toBeGreaterThan(10);
        } else expect(result.reason).toContain('TLS name: the certificate is for another host');
        const stranger = await run(site, home);
        expect(stranger).toHaveProperty('reason', expect.stringContaining('TLS certificate: '));
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('more users than accounts: the 10,001st user is refused before anything starts', async () => {
    const plan = { ...members, users: 10_001, accounts: accounts(10_000) };
    await expect(run({ url: 'http://127.0.0.1:1' }, plan)).rejects.toThrow(
      'users: an account for each is required; got 10,001 users and 10,000 accounts. Add accounts or use fewer users.',
    );
  });

  test('a behaviour that cannot be loaded is a plan that cannot be run', async () => {
    await using site = await http((_, response) => response.end('LAMPI'));
    const result = await run(site, { ...home, module: '/nowhere/behaviour.ts' });
    expect(result).toMatchObject({ status: 'invalid', cause: 'preflight' });
    expect(result).toHaveProperty(
      'reason',
      expect.stringContaining('/nowhere/behaviour.ts cannot be loaded'),
    );
  });
});
