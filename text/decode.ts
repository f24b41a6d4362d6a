/**
 * Text as an editor saves it: UTF-8, or what a byte order mark at its beginning says (Unicode Standard, 23.8); the mark is no part of it.
 */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
