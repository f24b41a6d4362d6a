/** aedes as it is: `--broker 'exec:node broker.mjs'`. */
import { createServer } from 'node:net';
import { Aedes } from 'aedes';

const broker = await Aedes.createBroker();
createServer(broker.handle).listen(Number(process.env.PORT), '127.0.0.1');
