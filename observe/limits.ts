/** From where on a resource counts as the bottleneck: one number, one reason. Means over the measure phase. */

/** Percent of one core. A thread that always has work is still preempted; at 90 % a queue is ten times its idle length. */
export const CORE_FULL_PERCENT = 90;

/** Percent of the whole machine. Below it somebody waits for a CPU most of the time; 5 % is what sampling loses. */
export const MACHINE_IDLE_PERCENT = 5;

/** As above, where target or generator was seen to wait for a CPU: other programs need not run in every second of the measure phase. */
export const MACHINE_IDLE_STARVED_PERCENT = 20;

/** Share of all CPUs, 0..1, that target and generator use together: with less, a full machine is somebody else's doing. */
export const OUR_SHARE = 0.5;

/** Busy share of the generator's event loop, 0..1; as for a core. */
export const LOOP_FULL = 0.9;

/** Median over the samples. 256 KiB are 50 ms of 10,000 messages of 500 B a second; a healthy loopback holds next to none. */
export const QUEUE_FULL_BYTES = 256 * 1024;

/** Percent of the time with a request under way. Above it requests wait in line; a disk that serves many at once may do more. */
export const DISK_BUSY_PERCENT = 80;

/** Percent of an interface's speed. Frames, acknowledgements and bursts shorter than a second need the rest. */
export const NETWORK_BUSY_PERCENT = 80;

/** Percent of the machine's memory without caches, the highest second. The next step is swapping or the OOM killer. */
export const MEMORY_FULL_PERCENT = 95;

/** Percent of the time that the target waited for the disk: whatever comes meanwhile waits with it, and it does so in one wait of four. */
export const DISK_WAIT_PERCENT = 25;

/** Percent of the time. A target that waits less is not held up by a disk, however busy others keep that. */
export const DISK_WAIT_FELT_PERCENT = 5;

/** Percent of the periods of a CPU quota in which it ran out. In more than half of them work was left over for the next one. */
export const THROTTLED_PERCENT = 50;

/** Percent of the looks. Nothing stops a process by itself; ten looks are made in a second. */
export const STOPPED_PERCENT = 10;

/** Percent of the time without a CPU though it could run, on a machine that others fill: what it left undone is their doing. */
export const STARVED_PERCENT = 20;

/** As above, to be felt at all. Programs of idle priority fill a machine and let everybody else run at once. */
export const STARVED_FELT_PERCENT = 2;

/** Share of the connections with unread bytes, 0..1, that had as many a second before. A target that reads needs milliseconds. */
export const STUCK_SHARE = 0.5;

/**
 * Share of the CPU that a target, or a generator's loop, can use, 0..1. A target that works so much does read, and what is unread
 * is new each time; a loop that is busy and works less waits for something.
 */
export const WORKING_SHARE = 0.5;
