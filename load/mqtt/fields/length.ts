/** A variable byte integer (OASIS MQTT 5 1.5.5), as the remaining length of a packet is: seven bits a byte, the lowest first. */

export const lengthBytes = (length: number): number =>
  length < 128 ? 1 : length < 16_384 ? 2 : length < 2_097_152 ? 3 : 4;

/** Returns where it ends. */
export function writeLength(into: Buffer, at: number, length: number): number {
  let left = length;
  let to = at;
  do {
    into[to++] = (left & 0x7f) | (left > 0x7f ? 0x80 : 0);
    left >>= 7;
  } while (left > 0);
  return to;
}
