import { expect, test } from 'vitest';
import { rerunOptions } from '../../cli/rerun-options.ts';

test('the options of the run are taken over, but for where it writes, what it signs with and which test', () => {
  const command = `npx tidemark run suites --profile full --broker container --host-network --out 'a b' --baseline b.json --save-baseline --output json -t x --sign key.pem --for=30s`;
  expect(rerunOptions({ command })).toEqual([
    '--profile',
    'full',
    '--broker',
    'container',
    '--host-network',
    '--for',
    '30s',
  ]);
});

test.each([
  ["npx tidemark run a.slo.ts --broker 'exec:rm -rf x'", '--broker exec:rm -rf x'],
  ['npx tidemark run a.slo.ts --broker mqtt://somebody.example.org', '--broker mqtt://'],
  ['npx tidemark run a.slo.ts --site=https://somebody.example.org', '--site https://'],
  ['npx tidemark run a.slo.ts --broker container:evil/image', '--broker container:evil/image'],
  ['npx tidemark run a.slo.ts --broker no-such-kind', '--broker no-such-kind'],
  ['npx tidemark run a.slo.ts --broker-config ../x.conf', '--broker-config ../x.conf'],
  ['npx tidemark matrix a.slo.ts --repeat 3', '--repeat 3'],
  ['npx tidemark matrix a.slo.ts --clients 10,20', '--clients 10,20'],
  ['npx tidemark capacity a.slo.ts --from 10', '--from 10'],
  ['npx tidemark run a.slo.ts --for 61m', '--for 61m'],
  ['npx tidemark run a.slo.ts --for ever', '--for ever'],
  ['npx tidemark run a.slo.ts --agents 100000', '--agents 100000'],
  ['npx tidemark run a.slo.ts --retry-invalid 1000000', '--retry-invalid 1000000'],
  ['TIDEMARK_BROKER=native npx vitest run a.slo.ts', 'npx vitest run a.slo.ts'],
  ['', 'not made by'],
])(
  'a command that starts or loads what somebody else named, or for long, is not run unseen: %s',
  (command, said) => {
    expect(rerunOptions({ command })).toEqual({ refused: expect.stringContaining(said) });
  },
);
