import { performance } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { formBody, inputValue } from '../../../load/http/form.ts';

test.each([
  ['attributes in any order and quoting', `<INPUT value='a&amp;b' type="hidden" name=t>`],
  ['unquoted', '<input type=hidden name=t value=a&amp;b>'],
  ['spaces around =', '<input name = "t"\n\tvalue\n=\n"a&amp;b" />'],
  ['after another field', '<input name="other" value="1"><input name="t" value="a&amp;b">'],
  ['a > within a value', '<input title="1 > 0" name="t" value="a&amp;b">'],
  ['the first of two attributes of one name', '<input name=t name=u value="a&amp;b" value=c>'],
  ['slashes between', '<input/name="t"/value="a&amp;b"/>'],
  ['a slash in an unquoted value', '<input name=t/ value=c><input name=t value="a&amp;b">'],
  ['the content of a meta', '<meta content="a&amp;b" name="t">'],
  ['not in a comment', '<!-- <input name=t value=old> --><input name=t value="a&amp;b">'],
  ['not in an empty comment', '<!--><input name=t value="a&amp;b">'],
  ['not in a script', '<script>"<input name=t value=old>"</SCRIPT ><input name=t value="a&amp;b">'],
  ['not in a text area', '<textarea><input name=t value=old></textarea><input name=t value="a&amp;b">'],
  ['not in an end tag', '</input name=t value=old><input name=t value="a&amp;b">'],
  ['not of another tag', '<inputs name=t value=old><input name=t value="a&amp;b">'],
])('a field is found: %s', (_, html) => {
  expect(inputValue(html, 't')).toBe('a&b');
});

test.each([
  ['&#x27;&#39;&#X2F;', "''/"],
  ['&lt;&gt;&quot;&amp;&apos;', `<>"&'`],
  ['&eacute;&nbsp;&CounterClockwiseContourIntegral;', 'é\u00a0∳'],
  ['&copy=1&amp;copy', '&copy=1&copy'],
  ['&#128512;&#x80;', '😀€'],
  ['&unknown;', '&unknown;'],
])('character references are read as HTML says: %s', (written, value) => {
  expect(inputValue(`<input name="t" value="${written}">`, 't')).toBe(value);
});

test('a field without a value is empty, and an absent one is none', () => {
  expect(inputValue('<input name=t>', 't')).toBe('');
  expect(inputValue('<input name=t value=', 't')).toBeNull();
  expect(inputValue('<input name=csrf value=1>', 't')).toBeNull();
});

test.each([
  '<input ',
  '<input a="',
  '<a b=\'"',
  '<!--',
  '<!-->',
  '<script>',
  '<textarea></b',
  '< ',
  '<input a=b ',
])('a page that repeats %j takes time in proportion to its length', (unit) => {
  const page = unit.repeat(150_000);
  const startMs = performance.now();
  expect(inputValue(page, 't')).toBeNull();
  // Quadratic, the shortest of them takes half a minute.
  expect(performance.now() - startMs).toBeLessThan(5000);
});

test('a form is sent as browsers do', () => {
  expect(formBody({ name: 'a b', token: '1&2=é' })).toBe('name=a+b&token=1%262%3D%C3%A9');
});
