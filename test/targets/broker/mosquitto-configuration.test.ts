import { describe, expect, it } from 'vitest';
import { mosquittoConfiguration } from '../../../targets/broker/mosquitto-configuration.ts';

const listener = { port: 41883, address: '127.0.0.1' };
const lines = (users: string | null, asRoot = false) =>
  mosquittoConfiguration(listener, users, asRoot).text.trimEnd().split('\n');

describe("mosquitto's configuration", () => {
  it('without a file is one anonymous listener that keeps nothing on disk', () => {
    const own = ['listener 41883 127.0.0.1', 'allow_anonymous true'];
    expect(lines(null)).toEqual(['sys_interval 1', 'log_dest stderr', 'persistence false', ...own]);
  });

  it('under root says so, because the folder is private', () => {
    expect(lines(null, true)).toContain('user root');
    expect(lines('user mosquitto', true)).not.toContain('user root');
  });

  it('sends each packet at once where that is asked for, unless a file of the user says how it is to be', () => {
    const text = (users: string | null) =>
      mosquittoConfiguration({ ...listener, noDelay: true }, users, false).text;
    expect(text(null)).toContain('\nset_tcp_nodelay true\n');
    expect(text('max_qos 1')).not.toContain('set_tcp_nodelay');
    expect(lines(null)).not.toContain('set_tcp_nodelay true');
  });

  it("moves a user's listener and keeps its options where they were", () => {
    expect(
      lines('max_inflight_messages 7\nlistener 1883 0.0.0.0\nallow_anonymous false\npassword_file pw\n'),
    ).toEqual([
      'sys_interval 1',
      'log_dest stderr',
      'max_inflight_messages 7',
      'listener 41883 127.0.0.1',
      'allow_anonymous false',
      'password_file pw',
    ]);
  });

  it('passes by listeners for TLS and WebSockets', () => {
    const users =
      'listener 8883\ncertfile a.pem\nlistener 9001\nprotocol websockets\nport 1883\nmax_connections 9';
    const moved = lines(users);
    expect(moved).toContain('listener 8883');
    expect(moved).toContain('listener 9001');
    expect(moved).not.toContain('port 1883');
    expect(moved.indexOf('listener 41883 127.0.0.1')).toBe(moved.indexOf('max_connections 9') - 1);
  });

  it('adds a listener to a file without one, anonymous unless the file speaks of authentication', () => {
    const own = 'listener 41883 127.0.0.1';
    expect(lines('max_qos 1').slice(-3)).toEqual([own, 'allow_anonymous true', 'max_qos 1']);
    expect(lines('password_file pw').slice(-2)).toEqual([own, 'password_file pw']);
  });

  it('gives it what the file says of the listener that mosquitto has by default, and of no other', () => {
    const own = 'listener 41883 127.0.0.1';
    const users =
      'per_listener_settings true\nmax_connections 10\nallow_anonymous true\nlistener 8883\ncertfile a.pem';
    const [, , first, second, third] = lines(users);
    expect([first, second, third]).toEqual(['per_listener_settings true', own, 'max_connections 10']);
    expect(lines('psk_hint a\npsk_file b').slice(-3)).toEqual(['psk_hint a', 'psk_file b', own]);
  });

  it("leaves a user's sys_interval and log alone", () => {
    expect(lines('sys_interval 10\nlog_dest stdout')).toEqual(
      expect.arrayContaining(['sys_interval 10', 'log_dest stdout']),
    );
    expect(lines('sys_interval 10\nlog_dest stdout')).not.toContain('sys_interval 1');
  });

  it("keeps its state in the folder that it is given, whatever a user's file says of it", () => {
    const keeping = (users: string | null, asRoot = false, stateFolder = '/state') =>
      mosquittoConfiguration({ ...listener, stateFolder }, users, asRoot);
    const state = ['persistence true', 'persistence_location /state/'];
    const linesOf = (text: string) => text.trimEnd().split('\n');
    expect(linesOf(keeping(null).text)).toEqual(expect.arrayContaining(state));
    expect(linesOf(keeping(null).text)).not.toContain('persistence false');
    const users =
      'persistence false\npersistence_location /a/\npersistence_file b\nautosave_interval 5\nuser ann';
    const kept = linesOf(keeping(users, true).text);
    expect(kept).toEqual(expect.arrayContaining([...state, 'autosave_interval 5', 'user root']));
    expect(kept.filter((line) => /^(persistence|user)/.test(line))).toHaveLength(3);
    expect(linesOf(keeping(users).text)).toContain('user ann');
    expect(keeping(users, false, '/other').hash).toBe(keeping(users).hash);
    expect(keeping(null).hash).not.toBe(mosquittoConfiguration(listener, null, false).hash);
  });

  it('has one hash whatever the port, and another when a setting differs', () => {
    const hash = (port: number, users: string | null) =>
      mosquittoConfiguration({ port, address: null }, users, false).hash;
    expect(hash(1, null)).toBe(hash(2, null));
    expect(hash(1, 'listener 5\nmax_qos 1')).toBe(hash(2, 'listener 5\nmax_qos 1'));
    expect(hash(1, 'max_qos 1')).not.toBe(hash(1, 'max_qos 2'));
  });
});
