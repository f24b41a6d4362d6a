import { basicAuthorization, readSiteUrl, unusedOfSite } from '../../load/http/site-url.ts';
import { adviceFor } from '../../load/socket/advice.ts';
import { HTTP_SCHEMES } from '../../load/socket/target-url.ts';
import { redactUrl } from '../../text/redact-url.ts';
import { urlForm } from '../forms.ts';
import { reason, TargetUnavailable } from '../target-unavailable.ts';
import type { Site, SiteKind } from './site.ts';
import { wantsContainer, wantsOurContainer, wantsOurSite } from './unfit.ts';

const ANSWER_WITHIN_MS = 5000;
const UNAUTHORIZED = 401;

/** A site somebody else runs. Nothing of it is started, stopped or read but what it answers. */
export const external: SiteKind = {
  name: 'external',
  form: urlForm({ schemes: ['http', 'https'], example: 'http://localhost:8080', unused: unusedOfSite }),
  unfit: (_, options) => wantsContainer(options) ?? wantsOurContainer(options) ?? wantsOurSite(options),
  start: (url) => useExternal(new URL(url)),
};

/** @throws TargetUnavailable when it does not answer a GET of the URL, answers with an error of its own, or refuses the credentials. */
async function useExternal(url: URL): Promise<Site> {
  const { anySite, readMadeWith } = await import('./ready.ts');
  const { host, port, secure, basePath, credentials } = readSiteUrl(url.href);
  const protocol = anySite(url.pathname, credentials && basicAuthorization(credentials));
  const answer = await protocol.knock({ host, port, tls: secure }, ANSWER_WITHIN_MS);
  if (!answer.answered) {
    throw new TargetUnavailable(
      {
        what: 'site unreachable',
        required: `${protocol.answer} from ${redactUrl(url.origin)} within ${ANSWER_WITHIN_MS / 1000} s`,
        actual: reason(answer.cause),
        nextStep: adviceFor(reason(answer.cause), HTTP_SCHEMES),
      },
      answer.cause,
    );
  }
  if (answer.status === UNAUTHORIZED && credentials !== null) {
    throw new TargetUnavailable({
      what: 'site refused the credentials',
      required: `another status than 401 for GET ${url.pathname} from ${redactUrl(url.origin)}`,
      actual: 'status 401',
      nextStep: 'correct user name and password in the URL',
    });
  }
  const known = readMadeWith(answer.madeWith);
  return {
    kind: 'external',
    url: url.href.replace(/\/$/, ''),
    host,
    port,
    label: `${known === null ? '' : `${answer.madeWith} at `}${host}:${port}${basePath} (external)`,
    version: known?.version ?? null,
    image: null,
    configuration: null,
    quota: null,
    pid: null,
    certificate: null,
    log: async () => '',
    stop: async () => {},
  };
}
