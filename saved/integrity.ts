/** Whether a results file says what tidemark wrote into it: a hash of its content, and a signature over the hash. */
import { createHash, type KeyObject, sign, verify } from 'node:crypto';
import type { AnyResults, Integrity } from './results.ts';
import { inOrder } from './results-text.ts';

/** `no hash`: written before there was one, or taken out; nothing can be told. */
export type ContentStanding = 'as written' | 'no hash' | 'changed';
/** `not asked`: no key was given. `wrong`: of another key, or of other content. */
export type SignatureStanding = 'valid' | 'absent' | 'wrong' | 'not asked';

/**
 * SHA-256 in hex over the content without `integrity`, as JSON with sorted keys and no space (as RFC 8785 has it):
 * how the file is laid out does not matter, what it says does.
 */
export function contentHash(results: AnyResults): string {
  const { integrity: _, ...content } = results;
  const hash = createHash('sha256');
  inOrder(content, (piece) => hash.update(piece));
  return hash.digest('hex');
}

/** The results with the hash of their content; `key`, a private Ed25519 key, adds its signature (RFC 8032). */
export function sealed<R extends AnyResults>(results: R, key: KeyObject | null): R {
  const sha256 = contentHash(results);
  const integrity: Integrity = {
    sha256,
    ...(key !== null && { signature: sign(null, Buffer.from(sha256, 'hex'), key).toString('base64') }),
  };
  return { ...results, integrity };
}

export function contentStanding(results: AnyResults): ContentStanding {
  const recorded = results.integrity?.sha256;
  if (recorded === undefined) return 'no hash';
  return recorded === contentHash(results) ? 'as written' : 'changed';
}

/** Of the content as it is now, whatever hash the file names. `key` is the public one; null = none was given. */
export function signatureStanding(results: AnyResults, key: KeyObject | null): SignatureStanding {
  const signature = results.integrity?.signature;
  if (key === null) return 'not asked';
  if (signature === undefined) return 'absent';
  const hash = Buffer.from(contentHash(results), 'hex');
  return verify(null, hash, key, Buffer.from(signature, 'base64')) ? 'valid' : 'wrong';
}
