import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { pagePaths, ROOT, readPage } from '../../docs/make/page.ts';

const inRepository = (link: string): boolean => !/^[a-z]+:/i.test(link);

test.each(pagePaths())('%s links to files and headings that exist', (path) => {
  for (const link of readPage(path).links.filter(inRepository)) {
    const [file = '', anchor] = link.split('#');
    const linked = file === '' ? path : normalize(join(dirname(path), decodeURI(file)));
    expect(existsSync(join(ROOT, linked)), link).toBe(true);
    if (anchor !== undefined && linked.endsWith('.md'))
      expect([...readPage(linked).anchors], link).toContain(anchor);
  }
});
