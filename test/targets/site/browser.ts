/** What a browser does with the site, in few words: cookies, forms, no redirect followed. */
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Site } from '../../../targets/site/site.ts';

export interface Page {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #site: Site;

  constructor(site: Site) {
    this.#site = site;
  }

  get(path: string): Promise<Page> {
    return this.#send('GET', path);
  }

  post(path: string, form: Record<string, string>): Promise<Page> {
    return this.#send('POST', path, new URLSearchParams(form).toString());
  }

  /** Reads the log-in page, and sends its form. */
  async logIn(username: string, password: string, next = ''): Promise<Page> {
    const path = `/accounts/login/${next && `?next=${next}`}`;
    const { body } = await this.get(path);
    const [, csrfmiddlewaretoken = ''] = /name="csrfmiddlewaretoken" value="(\w+)"/.exec(body) ?? [];
    return this.post(path, { csrfmiddlewaretoken, username, password, next });
  }

  #send(method: string, path: string, form?: string): Promise<Page> {
    const { url, certificate } = this.#site;
    const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ');
    const headers = {
      ...(cookie !== '' && { Cookie: cookie }),
      ...(form !== undefined && {
        'Content-Type': 'application/x-www-form-urlencoded',
        'Content-Length': Buffer.byteLength(form),
        Referer: url + path,
      }),
    };
    const common = { method, headers, agent: false } as const;
    return new Promise((resolve, reject) => {
      const request = url.startsWith('https:')
        ? requestHttps(url + path, { ...common, ...(certificate !== null && { ca: certificate }) })
        : requestHttp(url + path, common);
      request.on('error', reject);
      request.on('response', async (response) => {
        for (const line of response.headers['set-cookie'] ?? []) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
          this.cookies.set(name, value);
        }
        let body = '';
        for await (const chunk of response.setEncoding('utf8')) body += chunk;
        resolve({ status: response.statusCode ?? 0, location: response.headers.location, body });
      });
      request.end(form);
    });
  }
}
