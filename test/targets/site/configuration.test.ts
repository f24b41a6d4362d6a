import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CHANGES, type ChangeName, TUNED } from '../../../targets/site/lampi/changes.ts';
import { lampiConfiguration } from '../../../targets/site/lampi/configuration.ts';

const FOLDER = fileURLToPath(new URL('../../../targets/site/lampi/image', import.meta.url));
const here = { port: 80, address: null, certificate: null };
const made = (name?: string, listener = {}) => lampiConfiguration(FOLDER, name, { ...here, ...listener });
const textOf = ({ files }: ReturnType<typeof made>, name: string) =>
  files.find(({ target }) => target.endsWith(name))?.content;

describe('the configuration of a LAMPI container', () => {
  it.each(Object.keys(CHANGES) as ChangeName[])('%s changes its file and no other', (name) => {
    const [changed, nominal] = [made(name), made()];
    const { file, to } = CHANGES[name];
    expect(changed.hash).not.toBe(nominal.hash);
    for (const { target, content } of nominal.files) {
      const mine = target.endsWith(file);
      expect(textOf(changed, target)?.includes(to)).toBe(mine);
      expect(textOf(changed, target) === content).toBe(!mine);
    }
  });

  it('tuned is all of its changes', () => {
    expect(made('tuned').hash).toBe(made(TUNED.join(',')).hash);
  });

  it('refuses changes that exclude each other', () => {
    expect(() => made('workers-1,workers-4')).toThrow("'workers-4' does not go with a change before it");
  });

  it('listens where it is told, which is not part of the hash, over TLS, which is', () => {
    const moved = made('nominal', { port: 4711, address: '127.0.0.1' });
    expect(textOf(moved, 'nginx.conf')).toContain('listen 127.0.0.1:4711;');
    expect(moved.hash).toBe(made().hash);
    const secure = made('nominal', { port: 443, certificate: { key: 'KEY', certificate: 'PEM' } });
    expect(textOf(secure, 'nginx.conf')).toContain('listen 443 ssl;');
    expect(textOf(secure, 'site.key')).toBe('KEY');
    expect(secure.hash).not.toBe(made().hash);
  });
});
