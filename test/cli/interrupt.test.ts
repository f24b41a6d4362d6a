import { describe, expect, it, vi } from 'vitest';
import { onSignals } from '../../cli/interrupt.ts';

function listening() {
  const clock = { ms: 0 };
  const ending = { first: vi.fn(), second: vi.fn() };
  const signals = onSignals(ending, () => clock.ms);
  const heard = (signal: NodeJS.Signals, atMs: number) => {
    clock.ms = atMs;
    process.emit(signal, signal);
    return [ending.first.mock.calls.length, ending.second.mock.calls.length];
  };
  return { heard, [Symbol.dispose]: () => signals[Symbol.dispose]() };
}

describe('signals', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s is for the end in order', (signal) => {
    using asked = listening();
    expect(asked.heard(signal, 0)).toEqual([1, 0]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('a second one, %s, is for the end at once', (signal) => {
    using asked = listening();
    asked.heard('SIGINT', 0);
    expect(asked.heard(signal, 500)).toEqual([1, 1]);
  });

  it('one press of Ctrl-C that npm hands on, too, is one', () => {
    using asked = listening();
    asked.heard('SIGINT', 0);
    expect(asked.heard('SIGINT', 5)).toEqual([1, 0]);
  });

  it('a terminal that says twice that it ends leaves time to keep results', () => {
    using asked = listening();
    asked.heard('SIGHUP', 0);
    expect(asked.heard('SIGHUP', 500)).toEqual([1, 0]);
  });

  it('that come while an interrupted command comes to its end do not end the program by themselves', () => {
    {
      using asked = listening();
      asked.heard('SIGINT', 0);
    }
    expect(process.listenerCount('SIGINT')).toBeGreaterThan(0);
    expect(process.emit('SIGINT', 'SIGINT')).toBe(true);
  });
});
