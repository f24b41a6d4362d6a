/** The fault broker's process: MQTT 3.1.1 and 5, QoS 0 and 1, over TCP; told what to do over IPC. */
import { flushCompileCache } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import mqtt, {
  type IConnectPacket,
  type IPublishPacket,
  type ISubscribePacket,
  type Packet,
} from 'mqtt-packet';
import { type Client, newClient, send } from './client.ts';
import { type Amount, emptyRecord, type FaultRecord, type Faults, random, spread } from './faults.ts';
import { matches, Subscriptions } from './subscriptions.ts';

// It is killed at its end, and Node keeps what it compiled only at an end of its own.
flushCompileCache();

const nowUs = () => Number(process.hrtime.bigint() / 1000n);
const clients = new Set<Client>();
const subscriptions = new Subscriptions();
const retained = new Map<string, IPublishPacket>();
let faults: Faults = {};
let fates = new Map<number, Amount>();
let draw = random(1);
/** In the stream the amounts are spread over. */
let position = 0;
let record: FaultRecord;
let reading = true;

function configure(next: Faults): void {
  faults = next;
  fates = spread(next);
  position = 0;
  for (const client of clients) client.published = 0;
  draw = random((next.seed ?? 1) + 1);
  record = emptyRecord();
}

function deliver(packet: IPublishPacket, to: Client, qos: 0 | 1, retain: boolean): void {
  record.delivered += 1;
  const granted = Math.min(packet.qos, qos) as 0 | 1;
  const { topic, payload } = packet;
  const header = { cmd: 'publish', topic, payload, qos: granted, dup: false, retain } as const;
  if (granted === 1) to.lastMessageId = (to.lastMessageId % 0xffff) + 1;
  const named = { ...header, ...nameFor(to, topic) };
  send(to, granted === 1 ? { ...named, messageId: to.lastMessageId } : named);
}

function nameFor(to: Client, topic: string): Pick<IPublishPacket, 'topic' | 'properties'> {
  const known = to.aliases.get(topic);
  if (known !== undefined) {
    record.deliveredByAlias += 1;
    return { topic: '', properties: { topicAlias: known } };
  }
  if (!faults.aliases || to.aliases.size === to.topicAliasMaximum) return { topic };
  const topicAlias = to.aliases.size + 1;
  to.aliases.set(topic, topicAlias);
  return { topic, properties: { topicAlias } };
}

/** With its topic; null = it has an alias that says nothing, or that was not allowed. */
function named(from: Client, packet: IPublishPacket): IPublishPacket | null {
  const alias = packet.properties?.topicAlias;
  if (alias === undefined) return packet.topic === '' ? null : packet;
  if (alias > (faults.limits?.topicAliasMaximum ?? 0)) return null;
  if (packet.topic !== '') from.topics.set(alias, packet.topic);
  else record.publishedByAlias += 1;
  const topic = from.topics.get(alias);
  return topic === undefined ? null : { ...packet, topic };
}

function route(packet: IPublishPacket): void {
  for (const { client, qos } of subscriptions.whoGets(packet.topic)) deliver(packet, client, qos, false);
}

function forward(from: Client, packet: IPublishPacket, fate: Amount | undefined): void {
  if (fate === 'drop') {
    record.dropped += 1;
    return;
  }
  if (fate === 'reorder') {
    record.reordered += 1;
    record.held += 1;
    from.held.push(packet);
    return;
  }
  const waiting = from.held;
  from.held = [];
  route(packet);
  if (fate === 'duplicate') {
    record.duplicated += 1;
    if (record.duplicated % 2 === 1) route(packet);
    else {
      record.held += 1;
      from.held.push(packet);
    }
  }
  for (const late of waiting) route(late);
  record.held -= waiting.length;
}

function fateOfNext(from: Client): Amount | undefined {
  if (faults.silence?.test(from.id)) return 'drop';
  return from.published < (faults.over?.messages ?? 0) ? fates.get(position++) : undefined;
}

function onPublish(from: Client, read: IPublishPacket, readUs: number): void {
  const packet = named(from, read);
  if (packet === null) {
    from.socket.destroy();
    return;
  }
  const { close, delaysMs, stall, stopReadingAfterMs } = faults;
  if (close?.clients.test(from.id) && from.published === close.afterMessages) {
    record.closed += 1;
    from.socket.destroy();
    return;
  }
  const fate = fateOfNext(from);
  if (record.published === 0 && stall) setTimeout(block, stall.afterMs, stall.forMs);
  if (record.published === 0 && stopReadingAfterMs !== undefined) setTimeout(stopReading, stopReadingAfterMs);
  record.published += 1;
  from.published += 1;
  if (packet.retain) retained.set(packet.topic, packet);
  if (packet.retain && packet.payload.length === 0) retained.delete(packet.topic);
  if (fate === 'withholdPuback') record.pubacksWithheld += 1;
  else if (packet.qos === 1) acknowledge(from, packet.messageId!);
  const leave = () => {
    forward(from, packet, fate);
    record.delaysUs.push(nowUs() - readUs);
  };
  if (delaysMs) {
    from.leaving.push(leave);
    from.leavesUs = Math.max(from.leavesUs, readUs + delaysMs[Math.floor(draw() * delaysMs.length)]! * 1000);
    setTimeout(() => from.leaving.shift()!(), Math.max(0, from.leavesUs - nowUs()) / 1000);
  } else leave();
}

function acknowledge(from: Client, messageId: number): void {
  from.unacknowledged += 1;
  record.mostUnacknowledged = Math.max(record.mostUnacknowledged, from.unacknowledged);
  const now = () => {
    from.unacknowledged -= 1;
    send(from, { cmd: 'puback', messageId, reasonCode: 0 });
  };
  if (faults.pubackAfterMs === undefined) now();
  else setTimeout(now, faults.pubackAfterMs);
}

function say(client: Client, moment: 'beforeConnack' | 'afterConnack' | 'afterSuback'): void {
  const hex = faults.says?.clients.test(client.id) ? faults.says[moment] : undefined;
  if (hex !== undefined) client.socket.write(Buffer.from(hex, 'hex'));
}

/** The whole process stands still, as a broker in a long fsync does. */
function block(forMs: number): void {
  const startUs = nowUs();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
  record.stallsUs.push(nowUs() - startUs);
}

function stopReading(): void {
  reading = false;
  for (const client of clients) client.socket.pause();
}

function onConnect(client: Client, packet: IConnectPacket): void {
  client.id = packet.clientId;
  client.codec.protocolVersion = packet.protocolVersion ?? 4;
  client.will = packet.will ?? null;
  client.topicAliasMaximum = packet.properties?.topicAliasMaximum ?? 0;
  if (faults.ignoreConnect?.test(client.id)) return;
  if (faults.speaksOnly !== undefined && faults.speaksOnly !== packet.protocolVersion) {
    client.socket.destroy();
    return;
  }
  const properties = packet.protocolVersion === 5 && faults.limits ? { properties: faults.limits } : {};
  const code = faults.refuse?.clients.test(client.id) ? faults.refuse.code : 0;
  say(client, 'beforeConnack');
  send(client, { cmd: 'connack', sessionPresent: false, returnCode: code, reasonCode: code, ...properties });
  if (code === 0) {
    record.connected += 1;
    say(client, 'afterConnack');
  } else {
    record.refused += 1;
    client.socket.end();
  }
}

function onSubscribe(client: Client, packet: ISubscribePacket): void {
  const granted = packet.subscriptions.map(({ qos }) => Math.min(qos, 1) as 0 | 1);
  send(client, { cmd: 'suback', messageId: packet.messageId!, granted });
  say(client, 'afterSuback');
  for (const [i, { topic: key }] of packet.subscriptions.entries()) {
    const { filter, share } = subscriptions.add(key, { client, qos: granted[i]! });
    if (share !== null) continue; // no retained messages for a shared subscription (MQTT 5 4.8.2)
    for (const kept of retained.values()) {
      if (matches(filter, kept.topic)) deliver(kept, client, granted[i]!, true);
    }
  }
}

function publishWill({ id, will }: Client): void {
  if (!will || faults.wills?.lost?.test(id)) return;
  const { topic, payload, qos = 0 } = will;
  const packet: IPublishPacket = { cmd: 'publish', topic, payload, qos, dup: false, retain: false };
  for (let copies = faults.wills?.twice?.test(id) ? 2 : 1; copies > 0; copies--) route(packet);
}

function onPacket(client: Client, packet: Packet, readUs: number): void {
  if (client.socket.destroyed) return;
  if (packet.cmd === 'publish') onPublish(client, packet, readUs);
  else if (packet.cmd === 'connect') onConnect(client, packet);
  else if (packet.cmd === 'subscribe') onSubscribe(client, packet);
  else if (packet.cmd === 'pingreq') {
    record.pings += 1;
    send(client, { cmd: 'pingresp' });
  } else if (packet.cmd === 'disconnect') {
    if (packet.properties?.sessionExpiryInterval === 0) record.forgotten += 1;
    if (!faults.wills?.unasked?.test(client.id)) client.will = null;
    if (packet.reasonCode === 148) record.aliasesRefused += 1;
    client.socket.end();
  }
}

const server = createServer({ noDelay: true }, (socket) => {
  const client = newClient(socket);
  clients.add(client);
  let readUs = 0;
  const parser = mqtt.parser(client.codec);
  parser.on('packet', (packet) => onPacket(client, packet, readUs));
  parser.on('error', () => socket.destroy());
  socket.on('data', (bytes: Buffer) => {
    readUs = nowUs();
    parser.parse(bytes);
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    clients.delete(client);
    subscriptions.leave(client);
    publishWill(client);
  });
  if (!reading) socket.pause();
});

process.on('disconnect', () => process.exit());
process.on('message', (message: { configure?: Faults; host?: string }) => {
  if (!message.configure) return void process.send!({ record });
  configure(message.configure);
  if (server.listening) return void process.send!({ port: (server.address() as AddressInfo).port });
  server.listen({ port: 0, host: message.host ?? '127.0.0.1', backlog: 1024 }, () =>
    process.send!({ port: (server.address() as AddressInfo).port }),
  );
});
