import { linkOf } from './listening-sockets.ts';

/** The process, where its network is another one than this process's, as that of a container is; else null. */
export function networkApart(pid: number): number | null {
  const theirs = linkOf(`/proc/${pid}/ns/net`);
  return theirs !== '' && theirs !== linkOf('/proc/self/ns/net') ? pid : null;
}
