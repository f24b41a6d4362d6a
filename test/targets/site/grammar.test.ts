import { describe, expect, it } from 'vitest';
import { TargetChoiceError } from '../../../targets/grammar.ts';
import { parseSiteChoice, SITE_CHOICES } from '../../../targets/site/grammar.ts';
import { startSite } from '../../../targets/site/start.ts';

describe('a site choice', () => {
  it.each([
    ['auto', { kind: 'auto' }],
    ['embedded', { kind: 'embedded' }],
    ['container', { kind: 'container', image: null }],
    ['container:my-site:1', { kind: 'container', image: 'my-site:1' }],
    ['exec:./serve $PORT', { kind: 'command', command: './serve $PORT' }],
  ])('reads %s', (text, choice) => {
    expect(parseSiteChoice(text)).toEqual(choice);
  });

  it('reads a URL', () => {
    const choice = parseSiteChoice('https://lampi.example:8443/app');
    expect(choice).toMatchObject({ kind: 'external', url: { port: '8443', pathname: '/app' } });
  });

  it.each([
    ['native', 'no such choice'],
    ['mqtt://broker.example', 'no such choice'],
    ['http:', 'wants a host'],
    ['container:two words', 'wants an image'],
    ['exec:', 'wants a command'],
  ])('refuses %j: %s, naming the list', (text, why) => {
    expect(() => parseSiteChoice(text)).toThrow(TargetChoiceError);
    expect(() => parseSiteChoice(text)).toThrow(why);
    expect(() => parseSiteChoice(text)).toThrow(SITE_CHOICES);
  });
});

describe('options a kind cannot honour are wrong usage', () => {
  it.each([
    [{ choice: 'embedded', quota: { cpus: 1 } }, 'a quota wants a container'],
    [{ choice: 'http://127.0.0.1', hostNetwork: true }, 'host networking wants'],
    [{ choice: 'embedded', configuration: 'tuned' }, 'configuration tuned wants'],
    [{ choice: 'container:my-site', configuration: 'no-gzip' }, 'configuration no-gzip wants'],
    [{ choice: 'container', configuration: 'no-such' }, "no change 'no-such'; required nominal | tuned"],
    [{ choice: 'exec:serve', certificateFor: 'localhost' }, 'a certificate wants'],
  ])('%j', async (options, why) => {
    const refused = startSite(options);
    await expect(refused).rejects.toThrow(TargetChoiceError);
    await expect(refused).rejects.toThrow(why);
  });
});
