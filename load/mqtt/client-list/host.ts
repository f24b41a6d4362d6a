/** A host name or address, IPv6 without brackets. */
export const isHost = (text: string): boolean => /^[\w.:-]{1,255}$/.test(text);
