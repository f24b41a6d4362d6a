/** What pages have from the code, from saved results and from files is what is there now. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sha256 } from '../../docs/make/examples.ts';
import { made } from '../../docs/make/generated.ts';
import { pagePaths, ROOT, readPage } from '../../docs/make/page.ts';
import { compare } from '../../docs/make/pages.ts';
import { readSaved, savedIn } from '../../docs/make/printed.ts';
import { allSnippets } from '../../docs/make/snippets.ts';
import { version } from '../../saved/version.ts';

test.each(pagePaths())('%s is current; if not, `npm run docs` writes it', (path) => {
  const { is, ought } = compare(path);
  expect(is).toBe(ought);
});

const OWN = /^(README\.md|docs\/[\w-]+\.md)$/;
const outputs = pagePaths()
  .filter((path) => OWN.test(path))
  .flatMap((path) =>
    readPage(path)
      .blocks.filter(({ language }) => language === '')
      .map(({ comment, text }) => ({ path, comment, text })),
  );

test('every output that a page shows is made from something saved', () => {
  for (const { path, comment, text } of outputs) expect(comment, `${path}:\n${text}`).toMatch(/^printed: /);
  expect(outputs.length).toBeGreaterThan(5);
});

const shown = allSnippets().map((snippet) => sha256(snippet.shown));
const saved = [...new Set(outputs.map(({ comment }) => savedIn(comment.replace(/^printed: /, '')).path))];
test.each(saved)('%s is of this version, and of the test file that is shown', (path) => {
  const output = readSaved(path);
  expect(output.tidemark).toBe(version);
  if (!('sha256' in output) || output.sha256 === null) return;
  // After a change of the test: npm run docs:measure -- NAME
  expect(shown).toContain(output.sha256);
});

test('SLOs are written where they are checked before any load, in documents and suites', () => {
  const suites = globSync('{suites,bench,docs/examples}/**/*.slo.ts', { cwd: ROOT });
  const shown = [
    ...allSnippets().map(({ where, code }) => ({ where, code })),
    ...suites.map((where) => ({ where, code: readFileSync(join(ROOT, where), 'utf8') })),
  ];
  expect(suites.length).toBeGreaterThan(5);
  const late = shown.filter(({ code }) => /\b(?:toMeet|judge)\((?:(?!\);).)*?\bslo\(/s.test(code));
  expect(late.map(({ where }) => where)).toEqual([]);
});

test('parts are made where their comments are, and nowhere else', () => {
  const page = [
    'a',
    '<!-- printed: x -->\n\n```\nold\n```',
    '<!-- file: y.yaml -->\n\n```yaml\nold: 1\n```',
    '```\nkept\n```',
    '<!-- generated: z -->\nold\n<!-- end -->',
  ].join('\n\n');
  const makers = {
    printed: (saved: string) => `printed ${saved}\n`,
    file: (path: string) => `file ${path}`,
    generated: (name: string) => `generated ${name}`,
  };
  expect(made(page, makers)).toBe(
    [
      'a',
      '<!-- printed: x -->\n\n```\nprinted x\n```',
      '<!-- file: y.yaml -->\n\n```yaml\nfile y.yaml\n```',
      '```\nkept\n```',
      '<!-- generated: z -->\ngenerated z\n<!-- end -->',
    ].join('\n\n'),
  );
});
