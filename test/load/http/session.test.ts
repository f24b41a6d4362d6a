import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Cookies } from '../../../load/http/cookies.ts';
import { DueHeap } from '../../../load/http/due-heap.ts';
import { formBody, inputValue } from '../../../load/http/form.ts';

test('cookies are kept by name, replaced, and removed when they expire', () => {
  const cookies = new Cookies();
  cookies.store('csrftoken=abc; Path=/; SameSite=Lax');
  cookies.store('sessionid=s=1; HttpOnly');
  cookies.store('csrftoken=def; Max-Age=31449600');
  cookies.store('no pair');
  expect(cookies.header).toBe('csrftoken=def; sessionid=s=1');
  cookies.store('sessionid=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/');
  cookies.store('csrftoken=; expires=Thu, 01 Jan 1970 00:00:00 GMT');
  expect(cookies.header).toBe('');
  expect(cookies.get('sessionid')).toBeNull();
});

test('a hidden field is found in any order and quoting of its attributes', () => {
  const html = `<input name="other" value="1"><INPUT value='a&amp;b' type="hidden" name=csrfmiddlewaretoken>`;
  expect(inputValue(html, 'csrfmiddlewaretoken')).toBe('a&b');
  expect(inputValue(html, 'csrf')).toBeNull();
  expect(formBody({ name: 'a b', token: '1&2=é' })).toBe('name=a+b&token=1%262%3D%C3%A9');
});

test('users come from the heap in the order they are due', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 300 }), (times) => {
      const heap = new DueHeap();
      times.forEach((timeUs, user) => {
        heap.push(user, timeUs);
      });
      const order = times.map(() => [heap.nextUs, times[heap.pop()]]);
      expect(order.map(([nextUs]) => nextUs)).toEqual([...times].sort((a, b) => a - b));
      for (const [nextUs, timeUs] of order) expect(timeUs).toBe(nextUs);
      expect(heap.nextUs).toBe(Number.POSITIVE_INFINITY);
    }),
  );
});
