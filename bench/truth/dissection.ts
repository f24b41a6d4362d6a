/** A capture read by tshark, which knows nothing of tidemark: the exchanges of MQTT and HTTP in it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { CaptureError, missing } from './capture.ts';
import { type Exchange, exchangesOfHttp, exchangesOfMqtt, exchangesOfRequests } from './exchanges.ts';

/** `until`: the type of the packet that ends an exchange, 4 = PUBACK, 7 = PUBCOMP (OASIS MQTT 2.1.2). @throws CaptureError */
export async function mqttExchanges(file: string, port: number, until: 4 | 7): Promise<Exchange[]> {
  const fields = ['frame.time_epoch', 'tcp.stream', 'mqtt.msgtype', 'mqtt.msgid'];
  return exchangesOfMqtt(await rowsOf(file, { port, as: 'mqtt', filter: 'mqtt', fields }), until);
}

/** From a request over MQTT 3.1.1 to its reply. @throws CaptureError */
export async function requestExchanges(file: string, port: number): Promise<Exchange[]> {
  const fields = ['frame.time_epoch', 'tcp.stream', 'tcp.dstport', 'mqtt.msg'];
  const publishes = 'mqtt.msgtype == 3';
  return exchangesOfRequests(await rowsOf(file, { port, as: 'mqtt', filter: publishes, fields }), port);
}

/** From a request to the end of its answer. @throws CaptureError */
export async function httpExchanges(file: string, port: number): Promise<Exchange[]> {
  const fields = ['frame.time_epoch', 'http.time'];
  return exchangesOfHttp(await rowsOf(file, { port, as: 'http', filter: 'http.time', fields }));
}

interface Question {
  readonly port: number;
  readonly as: 'mqtt' | 'http';
  readonly filter: string;
  readonly fields: readonly string[];
}

async function rowsOf(file: string, { port, as, filter, fields }: Question): Promise<string[][]> {
  const tshark = spawn(
    'tshark',
    ['-r', file, '-n', '-d', `tcp.port==${port},${as}`, '-Y', filter, '-T', 'fields'].concat(
      fields.flatMap((field) => ['-e', field]),
    ),
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  tshark.stderr!.on('data', (text: Buffer) => {
    said += text.toString();
  });
  const exit = once(tshark, 'close').catch(() => {
    throw missing('tshark');
  });
  exit.catch(() => {});
  const rows: string[][] = [];
  for await (const line of createInterface({ input: tshark.stdout! })) rows.push(line.split('\t'));
  const [code] = await exit;
  if (code !== 0) throw new CaptureError(`tshark could not read the capture; it said: ${said.trim()}`);
  return rows;
}
