/** What is asked of a broker before a load and after it: CONNECTs as those of the plan. */
import type { Obstacle, RunIdentity } from '../kind.ts';
import { destinationOf } from '../socket/destination.ts';
import { beyondLimits } from './broker-limits.ts';
import { type Called, callBroker } from './call.ts';
import { encodeConnect } from './connect-packet.ts';
import { type OwnClient, ownClientOf } from './own-client.ts';
import { maximumPacketBytes } from './packet-limits.ts';
import type { GroupPlan, Plan } from './plan.ts';
import { answerText, notAuthorized, refusesCredentials } from './reasons.ts';
import { credentialsOf } from './url-credentials.ts';

/** null = any CONNACK came, a refusal too: that is for the run to count. Otherwise why not. */
export async function whyNoConnack(plan: Plan, run: RunIdentity): Promise<string | null> {
  const { called } = await call(plan, [plan.groups[0]!], run);
  return 'why' in called ? called.why : null;
}

/**
 * Of a broker that answers: why the plan cannot be carried out there. It refuses the credentials that the user gave with
 * its URL, or it says that it does not take what the plan sends. null = nothing speaks against it.
 */
export async function whyUnfit(plan: Plan, run: RunIdentity): Promise<Obstacle | null> {
  for (const groups of alikeIn(plan.groups)) {
    const { called, as } = await call(plan, groups, run);
    if ('why' in called) continue; // The run will count it.
    const { connack } = called;
    const code = connack.returnCode ?? connack.reasonCode ?? 0;
    if (code !== 0) {
      const refused = `the check before the load was refused: ${answerText('CONNACK', code, as.protocolVersion)}`;
      if (hasCredentialsOfUrl(plan, groups[0]!) && (refusesCredentials(code) || notAuthorized(code)))
        return {
          cause: 'target-never-came-up',
          reason: `${refused} (client id '${as.clientId}', like those of group ${groups[0]!.name}); correct the user name and password in the URL of the broker`,
        };
      continue;
    }
    for (const group of groups) {
      const reason = beyondLimits(group, connack.properties ?? {}, run.name);
      if (reason !== null) return { cause: 'preflight', reason };
    }
  }
  return null;
}

async function call(
  plan: Plan,
  alike: readonly GroupPlan[],
  run: RunIdentity,
): Promise<{ called: Called; as: OwnClient }> {
  const group = alike[0]!;
  const as = ownClientOf(group, plan.groups, { ownId: `${run.name}-probe`, number: 0 });
  const { keepAliveS } = group.connect;
  const connect = encodeConnect({
    ...as,
    keepAliveS,
    cleanStart: true,
    // A broker names its own where it keeps sessions less long (OASIS MQTT 5 3.2.2.3.2).
    sessionExpiryS: Math.max(...alike.map(({ connect }) => connect.sessionExpiryS)),
    maximumPacketBytes: maximumPacketBytes(plan),
  });
  const asking = {
    connect,
    protocolVersion: as.protocolVersion,
    values: as.values,
  };
  const destination = destinationOf(plan.target, as.tls ?? null);
  return { called: await callBroker(destination, asking), as };
}

/** Groups that a broker can tell apart by nothing but their client ids. */
function alikeIn(groups: readonly GroupPlan[]): readonly GroupPlan[][] {
  const alike = new Map<string, GroupPlan[]>();
  for (const group of groups) {
    const { protocolVersion, username, password, tls } = group.connect;
    const key = JSON.stringify([protocolVersion, username, password, tls]);
    alike.set(key, [...(alike.get(key) ?? []), group]);
  }
  return [...alike.values()];
}

function hasCredentialsOfUrl({ target }: Plan, { connect }: GroupPlan): boolean {
  const { username, password } = credentialsOf(target.url);
  const given = username !== undefined || password !== undefined;
  return given && connect.username === username && connect.password === password;
}
