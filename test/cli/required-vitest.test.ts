import { expect, test } from 'vitest';
import { requireVitest, vitestProblem } from '../../cli/required-vitest.ts';

test('the vitest that this project has fits', () => {
  expect(() => requireVitest()).not.toThrow();
});

test.each(['5.1.0', '5.1.1', '5.12.0-beta.1'])('vitest %s fits ^5.1.0', (version) => {
  expect(vitestProblem('^5.1.0', version)).toBeNull();
});

test.each([
  ['3.2.4', 'vitest 3.2.4 is installed'],
  ['5.0.9', 'vitest 5.0.9 is installed'],
  ['6.0.0', 'vitest 6.0.0 is installed'],
  [null, 'none is installed'],
])('vitest %s does not: what is required, what is there and how to get it', (version, found) => {
  expect(vitestProblem('^5.1.0', version)).toBe(
    `vitest 5.1 or newer, below 6, is required; ${found}. Install it: npm install --save-dev vitest@^5.1.0`,
  );
});
