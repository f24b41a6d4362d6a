import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BROKERS } from '../../../targets/broker/kinds.ts';
import { startBroker } from '../../../targets/broker/start.ts';
import { choicesOf, readChoice, TargetChoiceError } from '../../../targets/choice.ts';

/** The kind's name and what is named with it. */
function read(text: string): readonly [kind: string, named: string] {
  const { kind, named } = readChoice(BROKERS, text);
  return [kind.name, named];
}

describe('a broker choice', () => {
  it.each(['auto', 'embedded', 'native'] as const)('reads %s', (kind) => {
    expect(read(kind)).toEqual([kind, '']);
  });

  it('reads a container with and without an image', () => {
    expect(read('container')).toEqual(['container', '']);
    const image = 'registry.example:5000/emqx/emqx:5';
    expect(read(`container:${image}`)).toEqual(['container', image]);
  });

  it('reads a URL and keeps its credentials', () => {
    const url = 'mqtt://ann:s3cret@broker.example:1884';
    expect(read(url)).toEqual(['external', url]);
  });

  it('reads a list of URLs, whose passwords may have commas', () => {
    for (const list of ['mqtt://a:1884,mqtt://b', 'mqtt://ann:one,two@a,mqtt://ann:one,two@b'])
      expect(read(list)).toEqual(['external', list]);
  });

  it('reads a command with its spaces and colons', () => {
    expect(read('exec:mosquitto -p $PORT -c a:b')).toEqual(['command', 'mosquitto -p $PORT -c a:b']);
  });

  it.each([
    ['', 'no such choice'],
    ['dokcer', 'no such choice'],
    ['http://broker.example', 'no such choice'],
    ['container:', 'needs an image'],
    ['container:two words', 'needs an image'],
    ['exec: ', 'needs a command'],
    ['ssl://broker.example', 'TLS is written mqtts://'],
    ['ws://broker.example/mqtt#a', 'no fragment'],
    ['mqtt://ann:%zz@broker.example', 'two hexadecimal digits'],
    ['mqtt://', 'needs a host'],
    ['mqtt://broker.example/devices', 'no paths, queries or fragments'],
    ['mqtt://broker.example?clientId=a', 'no paths, queries or fragments'],
    ['mqtt://broker.example/#a', 'no paths, queries or fragments'],
    ['mqtt://host:notaport', 'needs a host'],
    ['mqtt://a,mqtt://', 'needs a host'],
    ['mqtt://a:1884,b:1884', 'needs a host'],
    ['mqtt://a,mqtt://b/devices', 'no paths, queries or fragments'],
  ])('refuses %j: %s, naming the list', (text, why) => {
    expect(() => read(text)).toThrow(TargetChoiceError);
    expect(() => read(text)).toThrow(why);
    expect(() => read(text)).toThrow(choicesOf(BROKERS));
  });

  it('gives no password away when it cannot be read', () => {
    expect(() => read('mqtt://ann:s3cret@host:notaport')).toThrow(/^(?!.*s3cret)/);
  });

  it('is read or refused, never anything else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(read(text)).toHaveLength(2);
        } catch (error) {
          expect(error).toBeInstanceOf(TargetChoiceError);
        }
      }),
    );
  });
});

describe('options a kind cannot honour are wrong usage', () => {
  it.each([
    [{ choice: 'native', quota: { cpus: 1 } }, 'a quota needs a container'],
    [{ choice: 'embedded', hostNetwork: true }, 'host networking needs a container'],
    [{ choice: 'embedded', configurationFile: 'a.conf' }, 'a configuration file needs'],
    [{ choice: 'mqtt://127.0.0.1', configurationFile: 'a.conf' }, 'a configuration file needs'],
    [{ choice: 'exec:broker', configurationFile: 'a.conf' }, 'name the file in the command'],
    [
      { choice: 'embedded', persistence: true },
      'persistence needs native mosquitto or a mosquitto container',
    ],
    [{ choice: 'mqtt://127.0.0.1', persistence: true }, 'persistence needs native mosquitto'],
    [{ choice: 'exec:broker', persistence: true }, 'persistence needs native mosquitto'],
    [{ choice: 'container:emqx/emqx:5', persistence: true }, 'persistence needs native mosquitto'],
    [{ choice: 'container:emqx/emqx:5', configurationFile: 'a.conf' }, 'needs a mosquitto image'],
  ])('%j', async (options, why) => {
    const refused = startBroker(options);
    await expect(refused).rejects.toThrow(TargetChoiceError);
    await expect(refused).rejects.toThrow(why);
  });
});
