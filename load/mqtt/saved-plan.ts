/** Plans of groups of clients as results keep them: nothing that lets anybody in. */
import { isSecretName, redactText } from '../../text/redact.ts';
import { redactLiterals } from '../../text/redact-query.ts';
import { isPem } from '../socket/pem.ts';
import type { TlsPlan } from '../socket/tls-plan.ts';
import type { GroupPlan, Plan, PublishPlan } from './plan.ts';

/** Names in braces stay, the texts around them do not. Twice is as good as once. */
export const asSaved = (plan: Plan): Plan => ({
  ...plan,
  target: { ...plan.target, url: redactText(plan.target.url) },
  groups: plan.groups.map((group) => ({
    ...group,
    connect: withoutSecrets(group.connect),
    ...(group.publish && { publish: published(group.publish) }),
    ...(group.alsoPublish && { alsoPublish: group.alsoPublish.map(published) }),
  })),
});

function withoutSecrets(connect: GroupPlan['connect']): GroupPlan['connect'] {
  const { username, password, tls } = connect;
  return {
    ...connect,
    // Without a password it is a token.
    ...(username !== undefined && { username: password === undefined ? redactLiterals(username) : username }),
    ...(password !== undefined && { password: redactLiterals(password) }),
    ...(tls && { tls: tlsWithoutSecrets(tls) }),
  };
}

/** Paths of files stay; certificates are shown to everybody. */
const tlsWithoutSecrets = (tls: TlsPlan): TlsPlan => {
  const { key, passphrase, psk } = tls;
  return {
    ...tls,
    ...(key !== undefined && { key: isPem(key) ? pemWithoutKey(key) : key }),
    ...(passphrase !== undefined && { passphrase: redactLiterals(passphrase) }),
    ...(psk && { psk: { ...psk, secret: redactLiterals(psk.secret) } }),
  };
};

/** The first line says what it was. */
const pemWithoutKey = (pem: string): string => `${/-----BEGIN [^-]*-----/.exec(pem)?.[0] ?? ''}***`;

const published = (publish: PublishPlan): PublishPlan => ({
  ...publish,
  ...(publish.userProperties && {
    userProperties: Object.fromEntries(
      Object.entries(publish.userProperties).map(([name, values]) => [
        name,
        isSecretName(name) ? values.map(redactLiterals) : values,
      ]),
    ),
  }),
});
