import { isCounted } from './counted.ts';
import type { Plan } from './plan.ts';
import { asSaved } from './saved-plan.ts';

/** What of a plan is work: not where the broker listens. */
export function workOfGroups(plan: Plan): object {
  const { target: _, ...work } = asSaved(plan);
  return {
    ...work,
    // How long it took is no part of what there was to do.
    ...(isCounted(work) && { measureMs: undefined, windows: undefined }),
    groups: work.groups.map(({ connect, ...group }) => ({ ...group, connect: connectWork(connect) })),
  };
}

/** Credentials are another one's in the next run, and no less work. */
function connectWork({ tls, ...connect }: Plan['groups'][number]['connect']): object {
  if (!tls) return connect;
  const { verify, cert, psk, minVersion, maxVersion, ciphers, alpn, resume } = tls;
  const proof = psk ? 'psk' : cert === undefined ? 'target' : 'both';
  return { ...connect, tls: { verify, proof, minVersion, maxVersion, ciphers, alpn, resume } };
}
