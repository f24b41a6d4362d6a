/** Stacked on a disk that is counted already. */
const STACKED_DISK = /^(dm-|md|loop|zram|ram|dev253-)/;

/** Whether a device is a disk of its own, by its name. */
export const isPhysicalDisk = (device: string): boolean => !STACKED_DISK.test(device);
