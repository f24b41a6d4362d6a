/** autocannon has no types of its own; what is used of it is said in page-floor.ts. */
declare module 'autocannon';
