import { capacity, describe, expect, judge, slo, test } from 'tidemark';

const promise = slo({ 'http.p95': '< 500ms', 'http.failed': '= 0', 'http.rate': '>= 99% of offered' });

for (const configuration of ['nominal', 'tuned'])
  describe(configuration, () => {
    test.override('siteOptions', { configuration, quota: { cpus: 0.5 } });

    capacity(
      'pages of the LAMPI site',
      { from: '50/s', to: '1600/s', width: '25%' },
      async (pages, { site, load }) => {
        const result = await load.http({
          target: site,
          users: 50,
          tasks: { login: { get: '/accounts/login/', expect: { contains: 'password' } } },
          arrivals: `${pages}/s`,
          warmup: '1s',
          measure: '5s',
          drain: '1s',
        });
        return judge(result, promise);
      },
      (answer) => expect(answer).toBeAtLeast('50/s'),
    );
  });
