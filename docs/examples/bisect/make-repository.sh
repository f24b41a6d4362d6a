#!/bin/sh
# Makes the repository of this example in a new folder: sh make-repository.sh FOLDER
# Twelve commits of a small broker; the seventh waits 5 ms for each message, the fifth and the eighth cannot be installed.
set -eu
mkdir "$1"
cd "$1"
git init --quiet --initial-branch=main
git config user.name demo
git config user.email demo@localhost

commit() {
  git add --all
  git commit --quiet --message "$1"
}

cat >package.json <<'END'
{ "name": "small-broker", "private": true, "type": "module", "dependencies": { "aedes": "1.2.0" } }
END
printf 'node_modules\nresults/\n' >.gitignore
npm install --silent
cat >keys.js <<'END'
const keys = new Set(['d']);

/** May clients publish below this topic? */
export const mayPublish = async (topic) => keys.has(topic.split('/')[0]);
END
cat >broker.js <<'END'
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { mayPublish } from './keys.js';

const authorizePublish = async (client, packet, done) =>
  done((await mayPublish(packet.topic)) ? null : new Error('not allowed'));
const broker = await Aedes.createBroker({ authorizePublish });
createServer({ noDelay: true }, broker.handle).listen(process.env.PORT, '127.0.0.1');
END
commit 'Serve MQTT with aedes'
git tag v1.0

echo "broker.on('clientError', (client, error) => console.error(client.id, error.message));" >>broker.js
commit 'Log what goes wrong with clients'
echo "process.on('SIGTERM', () => process.exit(0));" >>broker.js
commit 'End on SIGTERM'
echo "console.error('port', process.env.PORT);" >>broker.js
commit 'Say the port at the start'
sed -i 's/"aedes": "1.2.0"/"aedes": "1.2.0", "yaml": "2.0.0"/' package.json
commit 'Read the configuration as YAML'
sed -i 's/, "yaml": "2.0.0"//' package.json
commit 'Do without YAML: it was never locked'
cat >keys.js <<'END'
import { setTimeout } from 'node:timers/promises';

/** A place of its own for the keys: it answers in 5 ms. */
async function keysFromStore() {
  await setTimeout(5);
  return new Set(['d']);
}

/** May clients publish below this topic? */
export const mayPublish = async (topic) => (await keysFromStore()).has(topic.split('/')[0]);
END
commit 'Ask the key store who may publish'
sed -i 's/"1.2.0"/"^2.0.0"/' package.json
commit 'Move to the next major version of aedes'
sed -i 's/"^2.0.0"/"1.2.0"/' package.json
commit 'Go back: there is no such version yet'
sed -i "s/'not allowed'/'not allowed to publish there'/" broker.js
commit 'Say what is not allowed'
git tag v1.1
echo '# A small broker' >README.md
commit 'Begin a README'
echo 'It listens at $PORT.' >>README.md
commit 'Document the port'

mkdir perf
cat >perf/devices.slo.ts <<'END'
import { expect, slo, test } from 'tidemark';

const promise = slo({ 'delivery.p99': '< 20ms', lost: '= 0' });

test('50 devices report 20 times a second', async ({ broker, load }) => {
  const result = await load.mqtt({
    target: broker,
    groups: {
      devices: { clients: 50, publish: { topic: 'd/{client}', payload: '100B', qos: 1, every: '50ms' } },
      recorder: { clients: 1, subscribe: { filter: 'd/+', qos: 1 } },
    },
    measure: '2s',
  });
  expect(result).toMeet(promise);
});
END
