/** Serves one path, and says where: run with fewer open files than a test may have. */
import { json, serve } from '../../cli/endpoints.ts';

const { url } = await serve(
  { '/health': () => json('ok') },
  { host: '127.0.0.1', port: 0, option: '--port' },
);
process.stdout.write(`${url}\n`);
