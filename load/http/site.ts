/** Where the users of a plan go. */
import { HeldBytes } from '../held-bytes.ts';
import { type Destination, destinationOf } from '../socket/destination.ts';
import { KERNEL_CHOOSES, LoopbackSources } from '../socket/sources.ts';
import type { HttpPlan } from './plan.ts';
import type { RequestFrame } from './request.ts';
import { requestTarget } from './request-target.ts';
import { basicAuthorization } from './site-url.ts';

/** What all users of an agent have in common. */
export interface Site extends RequestFrame {
  readonly destination: Destination;
  /** As cookies name it. */
  readonly hostname: string;
  readonly secure: boolean;
  /** '/app', below which the paths of the plan are; '' = the whole site. */
  readonly basePath: string;
  readonly timeoutUs: number;
  /** Of an answer. */
  readonly bodyLimitBytes: number;
  /** For the bodies of all of them. */
  readonly held: HeldBytes;
}

export const BODY_LIMIT_BYTES = 16 * 2 ** 20;

/** `sourcePrefix`: see LoopbackSources; null = the kernel chooses. */
export function siteOf(plan: HttpPlan, sourcePrefix: string | null): Site {
  const { target, tls, timeoutMs, credentials, bodyLimitBytes = BODY_LIMIT_BYTES } = plan;
  const { origin, host, hostname, protocol, pathname } = new URL(target.url);
  return {
    destination: destinationOf(
      target,
      tls,
      sourcePrefix === null ? KERNEL_CHOOSES : new LoopbackSources(sourcePrefix),
    ),
    origin,
    authority: host,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    secure: protocol === 'https:',
    basePath: pathname.replace(/(?<!\/)\/+$/, ''),
    authorization: credentials ? basicAuthorization(credentials) : null,
    timeoutUs: timeoutMs * 1000,
    bodyLimitBytes,
    // A limit that the plan names is meant for each of its users.
    held: new HeldBytes(plan.bodyLimitBytes === undefined ? 0 : plan.users * bodyLimitBytes),
  };
}

/** The target of a request for a path of the plan. */
export const targetBelow = ({ basePath }: Pick<Site, 'basePath'>, path: string): string =>
  basePath + requestTarget(path);
