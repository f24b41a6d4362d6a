/** The instructor's Ed25519 key, from a PEM file. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { UsageError } from './arguments.ts';

const MAKE_ONE =
  'Make a pair with: openssl genpkey -algorithm ed25519 -out key.pem && openssl pkey -in key.pem -pubout -out public.pem';

/** The private key of `--sign`. Throws UsageError. */
export const signingKey = (file: string): Promise<KeyObject> => read('--sign', file, createPrivateKey);

/** The public key of `--key`; a private one holds it, too. Throws UsageError. */
export const checkingKey = (file: string): Promise<KeyObject> => read('--key', file, createPublicKey);

async function read(option: string, file: string, keyOf: (pem: string) => KeyObject): Promise<KeyObject> {
  const pem = await readFile(file, 'utf8').catch((error: Error) => {
    throw new UsageError(`${option} ${file} cannot be read: ${error.message}. ${MAKE_ONE}`);
  });
  const kind = option === '--sign' ? 'private' : 'public';
  let key: KeyObject;
  try {
    key = keyOf(pem);
  } catch (error) {
    throw new UsageError(
      `${option} ${file}: a ${kind} Ed25519 key in PEM without a passphrase is required; it holds none (${(error as Error).message}). ${MAKE_ONE}`,
    );
  }
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new UsageError(
      `${option} ${file}: a ${kind} Ed25519 key is required, this is one of ${key.asymmetricKeyType}. ${MAKE_ONE}`,
    );
  }
  return key;
}
