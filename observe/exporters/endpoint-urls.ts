/** The value of `--observe`: URLs of Prometheus endpoints. */
import { credentialsOf } from '../../load/http/site-url.ts';
import { redactUrl } from '../../text/redact-url.ts';

const DEFAULT_PATH = '/metrics';

/**
 * URLs with blanks between them. One without a path is that of `/metrics`, as Prometheus has it.
 * @throws RangeError
 */
export function readEndpointUrls(text: string): readonly string[] {
  return [
    ...new Set(
      text
        .split(/\s+/)
        .filter((word) => word !== '')
        .map(readEndpointUrl),
    ),
  ];
}

function readEndpointUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:\/\/[^/]/i.test(text)) {
    throw new RangeError(
      `An http: or https: URL of a Prometheus endpoint is required, like http://192.0.2.1:9100/metrics; got "${redactUrl(text)}".`,
    );
  }
  credentialsOf(url);
  url.hash = '';
  if (url.pathname === '/') url.pathname = DEFAULT_PATH;
  return url.href;
}
