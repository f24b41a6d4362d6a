/** Where a load goes: the hosts of its targets, looked up, and which of them answer. */
import type { AnyPlan, TargetAddress } from '../plan.ts';
import { addressesOf, whoAnswers } from '../socket/addresses.ts';
import { familyOf } from '../socket/source-addresses.ts';
import { authority } from '../socket/target-url.ts';
import { targetsOf } from '../target-addresses.ts';

/** A target as it was written, and the addresses of its host. */
export interface LookedUp {
  readonly target: TargetAddress;
  /** At least one. */
  readonly addresses: readonly string[];
}

/** Of all targets of a plan, or the host that has no address. */
export async function lookedUp(
  plan: AnyPlan,
): Promise<{ readonly targets: readonly LookedUp[] } | { readonly unknown: string }> {
  const targets = await Promise.all(
    targetsOf(plan).map(async (target) => ({ target, addresses: await addressesOf(target.host) })),
  );
  const lacking = targets.find(({ addresses }) => addresses.length === 0);
  return lacking ? { unknown: lacking.target.host } : { targets };
}

/** Hosts are addresses. */
export type Destinations = readonly [TargetAddress, ...TargetAddress[]];

/**
 * Asks each target. A host stands for all its addresses of one family, IPv4 or IPv6: of the first one that answers, because a
 * target that has both often serves one alone. Destinations that do not answer stay in the list as long as one does: what
 * their clients meet is for the run to count. `answers`: the first that does.
 */
export async function whereTo(
  targets: readonly LookedUp[],
  whyNot: (destination: TargetAddress) => Promise<string | null>,
): Promise<
  { readonly destinations: Destinations; readonly answers: TargetAddress } | { readonly why: string }
> {
  const found = await Promise.all(
    targets.map(async ({ target, addresses }) => {
      const asked = await whoAnswers(addresses, (host) => whyNot({ ...target, host }));
      const first = 'address' in asked ? asked.address : addresses[0]!;
      const family = addresses.filter((address) => familyOf(address) === familyOf(first));
      return {
        target,
        asked,
        // A host with one address is asked for by the one that answered.
        hosts: [first, ...family.filter((address) => address !== first)],
      };
    }),
  );
  const answering = found.find(({ asked }) => 'address' in asked);
  if (!answering) {
    const several = found.length > 1;
    const causes = found.map(({ target: { host, port }, asked }) =>
      'why' in asked ? (several ? `${authority(host, port)}: ${asked.why}` : asked.why) : '',
    );
    return { why: causes.join('; ') };
  }
  const [first, ...others] = found.flatMap(({ target, hosts }) => hosts.map((host) => ({ ...target, host })));
  return {
    destinations: [first!, ...others],
    answers: { ...answering.target, host: answering.hosts[0]! },
  };
}

/** The plan with these in place of what was written. */
export const withDestinations = <Plan extends AnyPlan>(
  { alsoTargets: _, ...plan }: Plan,
  [target, ...alsoTargets]: Destinations,
): Plan =>
  ({
    ...plan,
    target,
    ...(alsoTargets.length > 0 && { alsoTargets }),
  }) as unknown as Plan;
