/** Where the clients of one agent go, and from where. */
import { networkInterfaces } from 'node:os';
import type { Slice } from '../messages.ts';
import type { TargetAddress } from '../plan.ts';
import { type Destination, destinationOf } from '../socket/destination.ts';
import { familyOf, sourceAddresses } from '../socket/source-addresses.ts';
import { KERNEL_CHOOSES, ListedSources, LoopbackSources, type Sources } from '../socket/sources.ts';
import { authority } from '../socket/target-url.ts';
import { targetsOf } from '../target-addresses.ts';
import type { GroupPlan, Plan } from './plan.ts';

export class Destinations {
  readonly #slice: Slice<Plan>;
  readonly #targets: readonly TargetAddress[];
  readonly #unnamed: Sources;
  /** Groups that come from the same addresses go on where the other one stopped. */
  readonly #named = new Map<string, Sources>();
  readonly #interfaces = networkInterfaces();

  /** The hosts of the plan are looked up. */
  constructor(slice: Slice<Plan>) {
    const { plan, sourcePrefix } = slice;
    this.#slice = slice;
    this.#targets = targetsOf(plan);
    this.#unnamed = sourcePrefix === null ? KERNEL_CHOOSES : new LoopbackSources(sourcePrefix);
  }

  get count(): number {
    return this.#targets.length;
  }

  /** Of the clients of a group. */
  of({ connect: { tls, from } }: GroupPlan): Destination[] {
    return this.#targets.map((target) =>
      destinationOf(target, tls ?? null, from === undefined ? this.#unnamed : this.#sourcesFor(from, target)),
    );
  }

  #sourcesFor(from: readonly string[], { host, port }: TargetAddress): Sources {
    const { agent, agents, run } = this.#slice;
    const addresses = sourceAddresses(from, this.#interfaces, familyOf(host));
    const key = `${addresses.join()} ${authority(host, port)}`;
    const known = this.#named.get(key);
    if (known) return known;
    const sources = new ListedSources(addresses, { agent, agents, tag: run.tag });
    this.#named.set(key, sources);
    return sources;
  }
}
