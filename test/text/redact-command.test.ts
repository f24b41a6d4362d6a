import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { parseCommand, redactCommand } from '../../text/redact-command.ts';

test.each([
  ['A=1 ./serve -p $PORT', { A: '1' }, './serve -p $PORT'],
  [`A='x $y' B="two words" C= ./serve`, { A: 'x $y', B: 'two words', C: '' }, './serve'],
  ['A=$HOME B=2 ./serve', { B: '2' }, 'A=$HOME ./serve'],
  ['A="$(cat f)" ./serve', {}, 'A="$(cat f)" ./serve'],
  ['A=~/x ./serve', {}, 'A=~/x ./serve'],
  ['A=1; ./serve', {}, 'A=1; ./serve'],
  ['./serve A=1', {}, './serve A=1'],
  ['A=1', {}, 'A=1'],
])('of %s the shell is left what it has to read', (line, environment, command) => {
  expect(parseCommand(line)).toMatchObject({ environment, command });
});

test.each([
  [`A='it''s' ./serve`],
  [`A=a"b"'c' ./serve`],
  [`A=a\\ b ./serve`],
  [`A='x\\y' ./serve`],
  [`A="a'b" ./serve`],
])('the environment of %s is what a shell makes of it', (line) => {
  const { environment, command } = parseCommand(line);
  const said = (text: string, more: Record<string, string>) =>
    execFileSync('sh', ['-c', text.replace('./serve', 'printenv A')], {
      env: { PATH: process.env.PATH, ...more },
    });
  expect(said(command, environment)).toEqual(said(line, {}));
});

test('the program is no assignment', () => {
  expect(parseCommand('A=1 ./serve -x').program).toBe('./serve');
  expect(parseCommand('mosquitto -p $PORT').program).toBe('mosquitto');
});

test('a command is shown with the names of what it is given', () => {
  expect(redactCommand(`A=1 B='x y' env C=\\"z ./serve --level=3 && (D=4 ./other)`)).toBe(
    'A=*** B=*** env C=*** ./serve --level=3 && (D=*** ./other)',
  );
});
