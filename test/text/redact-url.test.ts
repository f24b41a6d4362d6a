import fc from 'fast-check';
import { expect, it } from 'vitest';
import { redactUrl } from '../../text/redact-url.ts';

it.each([
  ['mqtt://ann:s3cret@broker.example:1884/x', 'mqtt://broker.example:1884/x'],
  ['mqtts://ann@broker.example', 'mqtts://broker.example'],
  ['mqtt://broker.example', 'mqtt://broker.example'],
  ['mqtt://ann:s3@cret@broker.example', 'mqtt://broker.example'],
  ['ann:s3cret@broker', 'broker'],
])('%s is shown as %s', (url, shown) => {
  expect(redactUrl(url)).toBe(shown);
});

it('leaves nothing of any user name or password', () => {
  const part = fc.stringMatching(/^[A-Za-z0-9!#$%&'()*+,;=@:/?-]{1,20}$/);
  fc.assert(
    fc.property(part, part, (user, password) => {
      expect(redactUrl(`mqtt://${user}:${password}@host:1883`)).toBe('mqtt://host:1883');
    }),
  );
});
