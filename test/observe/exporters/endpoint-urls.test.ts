import { expect, test } from 'vitest';
import { readEndpointUrls } from '../../../observe/exporters/endpoint-urls.ts';

test('URLs stand with blanks between them, once each, and one without a path is that of /metrics', () => {
  expect(readEndpointUrls('')).toEqual([]);
  expect(
    readEndpointUrls(' http://192.0.2.1:9100 https://u:p@db/m?format=x#y\nhttp://192.0.2.1:9100/ '),
  ).toEqual(['http://192.0.2.1:9100/metrics', 'https://u:p@db/m?format=x']);
});

test.for([['192.0.2.1:9100'], ['ftp://db/metrics'], ['http:///metrics'], ['http://'], ['http:db']])(
  '%s is no endpoint',
  ([text]) => {
    expect(() => readEndpointUrls(`http://db ${text}`)).toThrow(
      /^An http: or https: URL of a Prometheus endpoint is required, like .*; got /,
    );
  },
);

test('a URL that is refused gives no password away', () => {
  expect(() => readEndpointUrls('ftp://user:secret@db')).toThrow(/got "ftp:\/\/db"/);
});
