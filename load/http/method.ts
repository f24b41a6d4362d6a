/** Methods of HTTP (RFC 9110, 9), and what follows from each. */

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;
export type Method = (typeof METHODS)[number];

/** A body in a request with another method has no meaning (RFC 9110, 9.3.1). */
export const takesBody = (method: Method): boolean =>
  method === 'POST' || method === 'PUT' || method === 'PATCH' || method === 'DELETE';

/** A request without a body says so, with a length of 0 (RFC 9110, 8.6). */
export const needsLength = (method: Method): boolean => takesBody(method) && method !== 'DELETE';

/** Sent twice, it has the effect of once (RFC 9110, 9.2.2). */
export const isIdempotent = (method: Method): boolean => method !== 'POST' && method !== 'PATCH';

/** It changes nothing, so browsers do not say where it comes from (RFC 9110, 9.2.1). */
export const isSafe = (method: Method): boolean =>
  method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

/** Of the request that a redirect asks for (RFC 9110, 15.4): 307 and 308 repeat the request as it was. */
export function methodAfter(status: number, method: Method): Method {
  if (status === 303) return method === 'HEAD' ? 'HEAD' : 'GET';
  return status < 307 && method === 'POST' ? 'GET' : method;
}
