/**
 * A client that takes its messages more slowly than they come. While one waits, its socket is not read: the kernel's buffers
 * fill, then the broker's queue for it. A message of QoS 1 or 2 is acknowledged when it is taken.
 */
import { SLAB } from '../socket/open-socket.ts';
import { PUBLISH, readFrames } from './frames.ts';
import type { GroupSlice } from './group-slice.ts';
import type { LeavesBy } from './phase.ts';
import type { ReadPace, SlowReader } from './read-pace.ts';
import { Session } from './session.ts';
import { UntakenBytes } from './untaken-bytes.ts';

export class SlowSession extends Session implements SlowReader {
  readonly readsLittle = true;
  readonly #pace: ReadPace;
  readonly #untaken: UntakenBytes;
  #paused = false;

  constructor(group: GroupSlice, position: number, pace: ReadPace) {
    super(group, position);
    this.#pace = pace;
    this.#untaken = new UntakenBytes(group.held);
  }

  override open(intendedUs: number): void {
    this.#paused = false;
    super.open(intendedUs);
  }

  readOn(): void {
    if (!this.#untaken.isEmpty) this.bytesRead(0);
  }

  protected override forgetPart(): void {
    this.#untaken.clear();
    super.forgetPart();
  }

  /** What comes after its goodbye is read, so that the connection closes, and is not taken. */
  override goodbye(how: LeavesBy): void {
    super.goodbye(how);
    this.#rest(false);
  }

  protected override get isWithinPacket(): boolean {
    return !this.#untaken.isEmpty;
  }

  protected override take(length: number): void {
    if (this.phase === 'left') return;
    if (length > 0) this.#untaken.add(SLAB.subarray(0, length));
    const { plan, maximumPacketBytes } = this.group;
    while (!this.isOver) {
      const packet = this.#untaken.next(maximumPacketBytes);
      if (packet === null) {
        this.#rest(false);
        return;
      }
      if (packet[0]! >> 4 === PUBLISH && !this.#pace.mayTake(this.position, this.readUs)) {
        this.#rest(true);
        return;
      }
      this.#untaken.take(packet);
      readFrames(packet, 0, packet.length, plan.connect.protocolVersion, this);
    }
  }

  #rest(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    if (paused) this.socket?.pause();
    else this.socket?.resume();
  }
}
