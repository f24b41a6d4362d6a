/** A site with Django's log-in: CSRF token in cookie and form, session cookie, redirect; no real hashing. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Account } from '../../../load/http/plan.ts';

export const accounts = (count: number): Account[] =>
  Array.from({ length: count }, (_, n) => {
    const username = `user_${String(n).padStart(6, '0')}`;
    return {
      username,
      password: [...username].reverse().join(''),
      deviceId: `1e${n.toString(16).padStart(10, '0')}`,
    };
  });

export interface Visit {
  readonly user: string;
  readonly path: string;
}

export interface Faults {
  readonly noCsrf?: boolean;
  readonly refuse?: boolean;
}

/** Every page for logged-in users names the device of theirs; another user's is 404. */
export function djangoLike(visits: Visit[], faults: Faults = {}): RequestListener {
  let sessions = 0;
  const users = new Map<string, string>();
  const cookie = (request: IncomingMessage, name: string): string =>
    new RegExp(`(?:^|; )${name}=([^;]*)`).exec(request.headers.cookie ?? '')?.[1] ?? '';
  const page = (response: ServerResponse, status: number, body: string): void => {
    response.writeHead(status, { 'Content-Type': 'text/html' }).end(body);
  };
  return (request, response) => {
    const url = request.url ?? '';
    if (url.startsWith('/accounts/login/')) {
      if (request.method === 'GET') {
        const token = `token${sessions}`;
        if (faults.noCsrf) return page(response, 200, '<form method="post"></form>');
        response.setHeader('Set-Cookie', `csrftoken=${token}; Path=/; SameSite=Lax; Max-Age=31449600`);
        return page(
          response,
          200,
          `<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="${token}"></form>`,
        );
      }
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const form = new URLSearchParams(body);
        if (form.get('csrfmiddlewaretoken') !== cookie(request, 'csrftoken'))
          return page(response, 403, 'CSRF verification failed.');
        const user = form.get('username') ?? '';
        if (faults.refuse || form.get('password') !== [...user].reverse().join(''))
          return page(response, 200, 'Please enter a correct username and password.');
        const session = `s${++sessions}`;
        users.set(session, user);
        response.setHeader('Set-Cookie', [
          `sessionid=${session}; HttpOnly; Path=/`,
          'csrftoken=rotated; Path=/',
        ]);
        return response.writeHead(302, { Location: '/' }).end();
      });
      return;
    }
    const user = users.get(cookie(request, 'sessionid'));
    if (user === undefined)
      return response.writeHead(302, { Location: `/accounts/login/?next=${url}` }).end();
    visits.push({ user, path: url });
    const device = `1e${Number(user.slice(5)).toString(16).padStart(10, '0')}`;
    if (url === '/') return page(response, 200, `LAMPI of ${user}`);
    if (url === '/lampi') {
      // No length known: the chunked coding, in two chunks.
      response.writeHead(200);
      response.write('LAM');
      return setTimeout(() => response.end(`PI ${device}`), 2);
    }
    return page(response, url === `/lampi/device/${device}` ? 200 : 404, `LAMPI device ${device}`);
  };
}
