import { describe, expect, test } from 'vitest';
import { SysHistory } from '../../../observe/sys/history.ts';

const ROOT = '$SYS/broker';

/** A round of messages at one time. */
function round(history: SysHistory, atMs: number, values: Readonly<Record<string, string | number>>): void {
  for (const [topic, value] of Object.entries(values))
    history.record(`${ROOT}/${topic}`, String(value), atMs);
}

const final = { final: true, zeroMs: 5000, underLoadUntilMs: 10_000, version: 'unknown' };
const keyValue = (figures: ReturnType<SysHistory['figures']>, topic: string) =>
  figures?.key.find((key) => key.topic === `${ROOT}/${topic}`)?.value;

describe("a broker's counters over a load", () => {
  test('are the values after it less those before it', () => {
    const history = new SysHistory();
    round(history, 0, { 'publish/messages/received': 40, 'publish/messages/dropped': 3 });
    history.begin();
    round(history, 2000, { 'publish/messages/received': 60_040, 'publish/messages/dropped': 5 });
    expect(history.figures(final)).toMatchObject({ publishReceived: 60_000, publishDropped: 2 });
  });

  test('are not known where the broker publishes something else in the place of a number', () => {
    const history = new SysHistory();
    round(history, 0, {
      'publish/messages/received': 40,
      'publish/messages/dropped': 'none',
      'store/messages/count': 1,
    });
    history.begin();
    const words = { 'publish/messages/received': '1e999', 'publish/messages/dropped': 'many' };
    round(history, 2000, { ...words, 'store/messages/count': 'Infinity' });
    const figures = history.figures(final);
    expect(figures).toMatchObject({ publishReceived: null, publishDropped: null });
    expect(figures?.held.map(({ messages }) => messages)).toEqual([0]);
  });

  test('of mosquitto have not moved when nothing is heard of them; of others nothing is known', () => {
    for (const [version, dropped] of [
      ['mosquitto version 2.0.11', 0],
      ['other 1', null],
    ]) {
      const history = new SysHistory();
      round(history, 0, { version: version!, 'publish/messages/received': 40 });
      history.begin();
      round(history, 2000, { 'publish/messages/received': 50 });
      expect(history.figures(final)).toMatchObject({ publishReceived: 10, publishDropped: dropped });
    }
  });

  test('leave out what mosquitto sent to the watcher, up to the very reading', () => {
    const history = new SysHistory();
    // The first round: 2 messages precede the reading. The second: 3 of the first, and 1.
    round(history, 0, { version: 'mosquitto version 2.0.11', uptime: 1, 'publish/messages/sent': 2 });
    history.begin();
    round(history, 2000, { uptime: 3, 'publish/messages/sent': 104, 'bytes/sent': 5 });
    expect(history.figures(final)?.publishSent).toBe(100);
  });

  test('show the queue as messages held beyond those held before it, by time in the measure phase', () => {
    const history = new SysHistory();
    round(history, 0, { 'store/messages/count': 53 });
    history.begin();
    round(history, 6000, { 'store/messages/count': 153 });
    expect(history.figures(final)?.held).toEqual([
      { atMs: -5000, messages: 0 },
      { atMs: 1000, messages: 100 },
    ]);
  });

  test('take the count of the embedded aedes as it is, which leaves messages to the watcher out', () => {
    const history = new SysHistory();
    round(history, 0, { version: 'aedes 1.2.0', uptime: 1, 'publish/messages/sent': 0 });
    history.begin();
    history.record('$SYS/74f8/new/clients', 'a', 500);
    round(history, 1000, { version: 'aedes 1.2.0', uptime: 2, 'publish/messages/sent': 100 });
    expect(history.figures(final)?.publishSent).toBe(100);
  });

  test('know nothing of messages sent, when it is not known what the broker counts', () => {
    const history = new SysHistory();
    round(history, 0, { version: 'other 1', 'publish/messages/sent': 2, 'publish/messages/received': 0 });
    history.begin();
    round(history, 1000, { 'publish/messages/sent': 100, 'publish/messages/received': 7 });
    expect(history.figures(final)).toMatchObject({ publishSent: null, publishReceived: 7 });
  });

  test('stand when a topic is not sent again because its value did not change', () => {
    const history = new SysHistory();
    round(history, 0, { 'publish/messages/dropped': 3 });
    history.begin();
    round(history, 2000, { uptime: 2 });
    expect(history.figures(final)?.publishDropped).toBe(0);
  });

  test('are unknown without a reading after the load, or before it', () => {
    const history = new SysHistory();
    round(history, 0, { 'publish/messages/received': 1 });
    expect(history.figures(final)?.publishReceived).toBeNull();
    history.begin();
    expect(history.figures({ ...final, final: false })?.publishReceived).toBeNull();
  });
});

describe('the key figures', () => {
  test('are levels as they were under load and counts as they ended', () => {
    const history = new SysHistory();
    round(history, 1000, { 'clients/connected': 1, 'messages/received': 2 });
    round(history, 9000, { 'clients/connected': 501, 'messages/received': 700 });
    round(history, 12_000, { 'clients/connected': 1, 'messages/received': 900 });
    const figures = history.figures(final);
    expect(keyValue(figures, 'clients/connected')).toBe('501');
    expect(keyValue(figures, 'messages/received')).toBe('900');
  });

  test('have a meaning each; what is left out is named', () => {
    const history = new SysHistory();
    round(history, 0, {
      'heap/current size': 5,
      'clients/connected': 4,
      'clients/active': 4,
      uptime: '2 seconds',
    });
    const figures = history.figures(final);
    expect(figures?.key.map(({ topic }) => topic)).toEqual([
      `${ROOT}/clients/connected`,
      `${ROOT}/heap/current size`,
    ]);
    expect(figures?.key.every(({ meaning }) => meaning.length > 0)).toBe(true);
    expect(figures?.other).toEqual([`${ROOT}/clients/active`, `${ROOT}/uptime`]);
  });

  test('are null when the broker said nothing', () => {
    expect(new SysHistory().figures(final)).toBeNull();
  });

  test("fall back to the broker's name where it does not publish its version", () => {
    const history = new SysHistory();
    round(history, 0, { uptime: 1 });
    expect(history.figures({ ...final, version: '5.8.0' })?.version).toBe('5.8.0');
  });
});

describe('a round', () => {
  test('counts when it began after the question and is over', () => {
    const history = new SysHistory();
    round(history, 1000, { uptime: 1 });
    expect(history.roundSince(1000, 1500)).toBe(false);
    history.record(`${ROOT}/bytes/sent`, '9', 1050);
    expect(history.roundSince(1020, 1500)).toBe(false); // it had begun before
    round(history, 3000, { uptime: 3 });
    expect(history.roundSince(1020, 3050)).toBe(false); // it may go on
    expect(history.roundSince(1020, 3200)).toBe(true);
  });

  test('is not made by news about clients', () => {
    const history = new SysHistory();
    history.record('$SYS/74f8/disconnect/clients', 'a', 2000);
    expect(history.roundSince(1000, 3000)).toBe(false);
  });
});

describe('a broker that never stops', () => {
  test('has the names of 1,000 topics kept, and no long ones', () => {
    const history = new SysHistory();
    history.record(`${ROOT}/${'x'.repeat(300)}`, '1', 0);
    for (let i = 0; i < 5000; i++) history.record(`${ROOT}/${i}`, '1', 0);
    expect(history.figures(final)?.other).toHaveLength(1000);
  });

  test('has its course thinned, from its beginning to its end', () => {
    const history = new SysHistory();
    round(history, 0, { 'store/messages/count': 0 });
    history.begin();
    for (let i = 1; i <= 100_000; i++) round(history, i, { 'store/messages/count': i });
    const held = history.figures({ ...final, zeroMs: 0 })!.held;
    expect(held.length).toBeLessThan(5000);
    expect(held[0]).toEqual({ atMs: 0, messages: 0 });
    expect(held.at(-1)).toEqual({ atMs: 100_000, messages: 100_000 });
    expect(held.some(({ atMs }) => atMs > 40_000 && atMs < 60_000)).toBe(true);
  });
});
