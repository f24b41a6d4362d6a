import { describe, expect, it } from 'vitest';
import { choicesOf, readChoice, TargetChoiceError } from '../../../targets/choice.ts';
import { SITES } from '../../../targets/site/kinds.ts';
import { startSite } from '../../../targets/site/start.ts';

/** The kind's name and what is named with it. */
function read(text: string): readonly [kind: string, named: string] {
  const { kind, named } = readChoice(SITES, text);
  return [kind.name, named];
}

describe('a site choice', () => {
  it.each([
    ['auto', ['auto', '']],
    ['embedded', ['embedded', '']],
    ['container', ['container', '']],
    ['container:my-site:1', ['container', 'my-site:1']],
    ['exec:./serve $PORT', ['command', './serve $PORT']],
    ['https://lampi.example:8443/app', ['external', 'https://lampi.example:8443/app']],
  ])('reads %s', (text, choice) => {
    expect(read(text)).toEqual(choice);
  });

  it.each([
    ['native', 'no such choice'],
    ['mqtt://broker.example', 'no such choice'],
    ['http:', 'needs a host'],
    ['http://site.example/app?tenant=1', 'a site has no query'],
    ['http://site.example/#top', 'a site has no fragment'],
    ['http://us%3Aer:pw@site.example', 'no colon in the user name'],
    ['http://user:100%@site.example', 'two hexadecimal digits'],
    ['container:two words', 'needs an image'],
    ['exec:', 'needs a command'],
  ])('refuses %j: %s, naming the list', (text, why) => {
    expect(() => read(text)).toThrow(TargetChoiceError);
    expect(() => read(text)).toThrow(why);
    expect(() => read(text)).toThrow(choicesOf(SITES));
  });
});

describe('options a kind cannot honour are wrong usage', () => {
  it.each([
    [{ choice: 'embedded', quota: { cpus: 1 } }, 'a quota needs a container'],
    [{ choice: 'http://127.0.0.1', hostNetwork: true }, 'host networking needs'],
    [{ choice: 'embedded', configuration: 'tuned' }, 'configuration tuned needs'],
    [{ choice: 'container:my-site', configuration: 'no-gzip' }, 'configuration no-gzip needs'],
    [{ choice: 'container', configuration: 'no-such' }, "no change 'no-such'; required nominal | tuned"],
    [{ choice: 'exec:serve', certificateFor: 'localhost' }, 'a certificate needs'],
  ])('%j', async (options, why) => {
    const refused = startSite(options);
    await expect(refused).rejects.toThrow(TargetChoiceError);
    await expect(refused).rejects.toThrow(why);
  });
});
