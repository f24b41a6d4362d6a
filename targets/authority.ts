/** Certificates made at need: an authority of one run, and those that it signs for targets and clients. */
import 'reflect-metadata'; // x509 asks for it
import type { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** Both in PEM form. */
export interface Certificate {
  readonly key: string;
  readonly certificate: string;
}

export interface Subject {
  /** What a target is reached by: names and addresses. Absent: the certificate is a client's. */
  readonly hosts?: readonly string[];
  readonly name: string;
  /** The last moment of its life; default: a day from now. */
  readonly until?: Date;
  /** Default elliptic (P-256): keys of RSA take a hundred times as long to make. */
  readonly keys?: 'elliptic' | 'rsa';
}

const ALGORITHMS = {
  elliptic: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  rsa: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
} as const;
const DAY_MS = 86_400_000;

type Keys = webcrypto.CryptoKeyPair;

export class Authority {
  /** In PEM form: what has to be trusted. */
  readonly certificate: string;
  readonly #own: X509Certificate;
  readonly #keys: Keys;
  #issued = 1;

  private constructor(own: X509Certificate, keys: Keys) {
    this.#own = own;
    this.#keys = keys;
    this.certificate = own.toString('pem');
  }

  static async create(name = 'tidemark authority'): Promise<Authority> {
    const keys = await keyPair('elliptic');
    const own = await X509CertificateGenerator.createSelfSigned({
      serialNumber: '01',
      name: `CN=${name}`,
      ...lifetime(),
      signingAlgorithm: ALGORITHMS.elliptic,
      keys,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return new Authority(own, keys);
  }

  async issue({ name, hosts, until, keys: kind = 'elliptic' }: Subject): Promise<Certificate> {
    const keys = await keyPair(kind);
    this.#issued++;
    const certificate = await X509CertificateGenerator.create({
      serialNumber: this.#issued.toString(16).padStart(4, '0'),
      subject: `CN=${name}`,
      issuer: this.#own.subject,
      ...lifetime(until),
      signingAlgorithm: ALGORITHMS.elliptic,
      publicKey: keys.publicKey,
      signingKey: this.#keys.privateKey,
      extensions: [
        new BasicConstraintsExtension(false),
        await AuthorityKeyIdentifierExtension.create(this.#keys.publicKey),
        await SubjectKeyIdentifierExtension.create(keys.publicKey),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment, true),
        new ExtendedKeyUsageExtension([hosts ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth]),
        ...(hosts
          ? [
              new SubjectAlternativeNameExtension(
                hosts.map((host) => ({ type: isIP(host) === 0 ? 'dns' : 'ip', value: host })),
              ),
            ]
          : []),
      ],
    });
    return { certificate: certificate.toString('pem'), key: await pem(keys.privateKey) };
  }
}

/** A certificate for one host, and who signed it: what a client has to trust. */
export async function certificateFor(host: string): Promise<Certificate & { readonly authority: string }> {
  const authority = await Authority.create();
  return { ...(await authority.issue({ name: host, hosts: [host] })), authority: authority.certificate };
}

const keyPair = (kind: NonNullable<Subject['keys']>): Promise<Keys> =>
  crypto.subtle.generateKey(ALGORITHMS[kind], true, ['sign', 'verify']) as Promise<Keys>;

/** A clock of another machine may be a little behind. */
function lifetime(until = new Date(Date.now() + DAY_MS)): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Math.min(Date.now(), until.getTime()) - DAY_MS), notAfter: until };
}

async function pem(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = Buffer.from(await crypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${bytes.match(/.{1,64}/g)!.join('\n')}\n-----END PRIVATE KEY-----\n`;
}
