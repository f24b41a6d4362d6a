/** What can be changed about the nominal LAMPI site, each by itself, so that its effect can be measured alone. */
import { TargetChoiceError } from '../../choice.ts';

/** An edit of one of the image's configuration files: text put in another's place, or after the end. */
export interface Change {
  readonly file: 'nginx.conf' | 'uwsgi.ini' | 'settings.py';
  /** Absent: `to` is appended. */
  readonly from?: string;
  readonly to: string;
  /** What it may save. */
  readonly why: string;
}

const CACHED_LOADER = `'OPTIONS': {
            'loaders': [('django.template.loaders.cached.Loader', [
                'django.template.loaders.app_directories.Loader',
            ])],`;

const changes = {
  'debug-off': {
    file: 'settings.py',
    from: 'DEBUG = True',
    to: 'DEBUG = False',
    why: 'Django keeps no list of queries and, since 1.11, caches templates',
  },
  'cached-templates': {
    file: 'settings.py',
    from: "'APP_DIRS': True,\n        'OPTIONS': {",
    to: CACHED_LOADER,
    why: 'a worker parses each template once, not for every page',
  },
  'persistent-connections': {
    file: 'settings.py',
    from: "'ENGINE': 'django.db.backends.sqlite3',",
    to: "'ENGINE': 'django.db.backends.sqlite3',\n        'CONN_MAX_AGE': None,",
    why: 'a worker opens the database once, not for every page',
  },
  'signed-cookie-sessions': {
    file: 'settings.py',
    to: "SESSION_ENGINE = 'django.contrib.sessions.backends.signed_cookies'",
    why: 'no query for the session; logging out no longer ends a session whose cookie was copied',
  },
  'cached-sessions': {
    file: 'settings.py',
    to: "SESSION_ENGINE = 'django.contrib.sessions.backends.cached_db'",
    why: 'no query for a session that the worker has seen; a log-out at another worker takes effect late',
  },
  'sqlite-wal': {
    file: 'settings.py',
    to: "SQLITE_PRAGMAS += ['journal_mode=WAL', 'synchronous=NORMAL']",
    why: 'log-ins write to the database; they no longer block readers, and they wait for fewer syncs',
  },
  'sqlite-memory': {
    file: 'settings.py',
    to: "SQLITE_PRAGMAS += ['mmap_size=67108864', 'cache_size=-65536', 'temp_store=MEMORY']",
    why: 'pages of the database are read without a system call',
  },
  'workers-1': {
    file: 'uwsgi.ini',
    from: 'workers = 2',
    to: 'workers = 1',
    why: 'no switching between workers where there is one CPU',
  },
  'workers-4': {
    file: 'uwsgi.ini',
    from: 'workers = 2',
    to: 'workers = 4',
    why: 'other requests go on while a worker waits for the disk or hashes a password',
  },
  'threads-4': {
    file: 'uwsgi.ini',
    to: 'threads = 4',
    why: 'like more workers, in less memory, but with one lock for each process',
  },
  'long-queue': {
    file: 'uwsgi.ini',
    to: 'listen = 1024',
    why: 'when more than 100 requests are waiting, further ones wait too, and do not fail with 502',
  },
  'no-request-log': {
    file: 'uwsgi.ini',
    from: 'req-logger = file:/var/log/uwsgi/requests.log',
    to: 'disable-logging = true',
    why: 'uWSGI writes no log line for a request',
  },
  'thunder-lock': {
    file: 'uwsgi.ini',
    to: 'thunder-lock = true',
    why: 'a request wakes one worker, not all',
  },
  'more-connections': {
    file: 'nginx.conf',
    from: 'worker_connections 768;',
    to: 'worker_connections 8192;',
    why: 'a worker can have more than 768 connections, those of users and those to uWSGI',
  },
  'no-access-log': {
    file: 'nginx.conf',
    from: 'access_log /var/log/nginx/access.log;',
    to: 'access_log off;',
    why: 'NGINX writes no log line for a request',
  },
  'no-gzip': {
    file: 'nginx.conf',
    from: 'gzip on;',
    to: 'gzip off;',
    why: 'pages of one kilobyte are sent uncompressed',
  },
} as const satisfies Record<string, Change>;

export type ChangeName = keyof typeof changes;

export const CHANGES: Readonly<Record<ChangeName, Change>> = changes;

/**
 * What saved CPU time a page, measured against nominal one change at a time: a quarter, a fifth and an eighth of it (and a
 * fifth of what the first two leave); and the queue, for lack of which log-ins were turned away first. The others gave
 * nothing that could be told from noise; `cached-templates`, a fifth, comes with `debug-off`, and `cached-sessions`
 * keeps 300 sessions at most.
 */
export const TUNED: readonly ChangeName[] = [
  'debug-off',
  'persistent-connections',
  'signed-cookie-sessions',
  'long-queue',
];

/**
 * The changes of a configuration: nominal has none, tuned those of `TUNED`, others are named one by one.
 * @throws TargetChoiceError naming all there are.
 */
export function changesOf(configuration: string): readonly ChangeName[] {
  if (configuration === 'nominal') return [];
  if (configuration === 'tuned') return TUNED;
  return configuration.split(',').map((name) => {
    if (name in changes) return name as ChangeName;
    throw new TargetChoiceError(
      `site configuration '${configuration}': no change '${name}'; required nominal | tuned | some of ` +
        Object.keys(changes).join(','),
    );
  });
}
