/** Bodies that a site has encoded although it was asked for `identity` (RFC 9110, 8.4). */
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { BodyTooLarge, UnreadableBody } from './unusable-body.ts';

type Decode = (body: Buffer, options: { maxOutputLength: number }) => Buffer;

const DECODERS: Readonly<Record<string, Decode>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
  // With the header that RFC 1950 asks for, and without, as some sites send it.
  deflate: (body, options) =>
    ((body[0] ?? 0) & 15) === 8 && body.readUInt16BE(0) % 31 === 0
      ? inflateSync(body, options)
      : inflateRawSync(body, options),
};

/** The codings of a Content-Encoding field, the last applied first; empty = the body is what it is. */
export const codingsOf = (field: string): string[] =>
  field
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity')
    .reverse();

/** @throws UnreadableBody, BodyTooLarge */
export function decoded(body: Buffer, codings: readonly string[], mostBytes: number): Buffer {
  let result = body;
  for (const coding of codings) {
    const decode = DECODERS[coding];
    if (decode === undefined) throw new UnreadableBody(coding);
    if (result.length === 0) return result;
    try {
      result = decode(result, { maxOutputLength: mostBytes });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw code === 'ERR_BUFFER_TOO_LARGE' ? new BodyTooLarge(mostBytes) : new UnreadableBody(coding);
    }
  }
  return result;
}
