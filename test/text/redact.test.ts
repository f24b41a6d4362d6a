import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redact, redactText } from '../../text/redact.ts';

test.each([
  ['mqtt://device:hunter2@127.0.0.1:1883', 'mqtt://device:***@127.0.0.1:1883'],
  ['mqtts://:hunter2@broker', 'mqtts://:***@broker'],
  ['mqtt://u:p@ss@host/topic', 'mqtt://u:***@host/topic'],
  ['mqtt://u:p/w@host', 'mqtt://u:***@host'],
  [
    'tidemark run --broker mqtt://u:p@h --password hunter2',
    'tidemark run --broker mqtt://u:***@h --password ***',
  ],
  ['http://user:hunter2@site/app', 'http://***@site/app'],
  ['--site https://token@site --out x', '--site https://***@site --out x'],
  ["run --password 'two words' --for 30s", 'run --password *** --for 30s'],
  ['run --broker-password="a b" x', 'run --broker-password=*** x'],
  ['MQTT_PASSWORD=hunter2 npx tidemark run', 'MQTT_PASSWORD=*** npx tidemark run'],
  ['https://site/login?token=abc&next=1', 'https://site/login?token=***&next=1'],
  ['exec:TOKEN=hunter2 start', 'exec:TOKEN=*** start'],
  ['exec:MQTT_PASSWORD=hunter2 start', 'exec:MQTT_PASSWORD=*** start'],
  ['exec:mosquitto_sub -u device -Phunter2 -t x', 'exec:mosquitto_sub -u device -P*** -t x'],
  ['exec:mosquitto_sub --pw hunter2', 'exec:mosquitto_sub --pw ***'],
  ["--broker 'exec:mosquitto_sub -P ***' x", "--broker 'exec:mosquitto_sub -P ***' x"],
  ['exec:mosquitto_sub -u device -P hunter2 -t x', 'exec:mosquitto_sub -u device -P *** -t x'],
  [
    '{"user": "a", "client_secret" : "x\\"y", "token":12}',
    '{"user": "a", "client_secret" : "***", "token":"***"}',
  ],
  ['mqtt://token@127.0.0.1:1883', 'mqtt://***@127.0.0.1:1883'],
  ['wss://broker/mqtt?sig=hunter2&v=3#hunter2', 'wss://broker/mqtt?sig=***&v=3#***'],
  ['https://site/x?page=2&code=1234567&t={token}', 'https://site/x?page=2&code=***&t={token}'],
  ['exec:LOGIN=\'two words\' N="a b" ./start --n=1', 'exec:LOGIN=*** N=*** ./start --n=1'],
  [
    "compare 'broker=exec:node a' 'broker=exec:A=hunter2 node b' 'site=exec:node c'",
    "compare 'broker=exec:node a' 'broker=exec:A=*** node b' 'site=exec:node c'",
  ],
  ['exec:cd x && LOGIN=hunter2 ./start', 'exec:cd x && LOGIN=*** ./start'],
  ['exec:docker run -e LOGIN=hunter2 --env=B=hunter2 x', 'exec:docker run -e LOGIN=*** --env=B=*** x'],
  ["compare --build 'LOGIN=hunter2 npm ci' a b", "compare --build 'LOGIN=*** npm ci' a b"],
  ['<login><ns:password>x y</ns:password></login>', '<login><ns:password>***</ns:password></login>'],
])('%s is saved as %s', (given, saved) => {
  expect(redactText(given)).toBe(saved);
});

test.each([
  'mqtt://127.0.0.1:1883',
  'mqtt://127.0.0.1:1883/devices@home',
  'npx tidemark matrix --clients 500,1000 --for 30s',
  '{"tokens": "many", "secretary": "ann"}',
  'mail a@b.example about http://example.org:80',
])('%s holds no credential and stays as it is', (text) => {
  expect(redactText(text)).toBe(text);
});

test('what a build is given vanishes from a list of words', () => {
  expect(redact(['compare', '--build', 'LOGIN=hunter2 npm ci', '--broker', 'exec:A=hunter2 b'])).toEqual([
    'compare',
    '--build',
    'LOGIN=*** npm ci',
    '--broker',
    'exec:A=*** b',
  ]);
});

test('private keys vanish, certificates stay', () => {
  const pem = (what: string) => `-----BEGIN ${what}-----\nMIIB\nAg==\n-----END ${what}-----\n`;
  const tls = {
    key: pem('EC PRIVATE KEY'),
    cert: pem('CERTIFICATE'),
    psk: { identity: 'a', secret: 'c0ffee' },
  };
  expect(redact({ tls })).toEqual({
    tls: {
      key: '-----BEGIN EC PRIVATE KEY-----***-----END EC PRIVATE KEY-----\n',
      cert: pem('CERTIFICATE'),
      psk: { identity: 'a', secret: '***' },
    },
  });
});

test('passwords vanish by key, user names and numbers stay', () => {
  const plan = {
    connect: { username: 'device', password: 'hunter2', apiKey: 'k', keepAliveS: 60 },
    command: ['mosquitto_pub', '-P', 'hunter2', '--token', 'abc', '-q', '1'],
    key: [{ topic: '$SYS/x', value: '1' }],
    none: null,
  };
  expect(redact(plan)).toEqual({
    connect: { username: 'device', password: '***', apiKey: '***', keepAliveS: 60 },
    command: ['mosquitto_pub', '-P', '***', '--token', '***', '-q', '1'],
    key: [{ topic: '$SYS/x', value: '1' }],
    none: null,
  });
});

test('no password of any URL survives, in any text around it', () => {
  const word = fc.stringMatching(/^[a-z]{1,8}$/);
  const password = fc.stringMatching(/^Z[A-Za-z0-9%!$&()*+,;=:~._-]{2,20}Z$/);
  fc.assert(
    fc.property(word, password, word, fc.integer({ min: 1, max: 65535 }), (user, secret, host, port) => {
      const url = `mqtt://${user}:${secret}@${host}:${port}`;
      const saved = redact({ text: `before ${url} after`, list: [url] });
      expect(JSON.stringify(saved)).not.toContain(secret);
      expect(saved.list).toEqual([`mqtt://${user}:***@${host}:${port}`]);
    }),
  );
});

test('redacting twice changes nothing more', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const once = redactText(text);
      expect(redactText(once)).toBe(once);
    }),
  );
  for (const text of ['mqtt://u:p@h', '--password x', 'A_TOKEN=1']) {
    expect(redactText(redactText(text))).toBe(redactText(text));
  }
});
