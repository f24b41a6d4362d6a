/** Runs the process in which MQTT.js asks, and measures it from outside. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Cpu, minus, NO_CPU, processCpu } from '../process-cpu.ts';
import { residentBytes } from '../process-memory.ts';
import type { Asked, Asker } from './asking.ts';
import type { FromAsker } from './mqttjs-asker.ts';

export const mqttjsAsker: Asker = (asking, onMeasure) =>
  new Promise<Asked>((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('mqttjs-asker.ts', import.meta.url)), {
      // The agents' own flags: the same young generation for all.
      execArgv: ['--max-semi-space-size=32', '--expose-gc'],
    });
    const pid = child.pid!;
    let [before, used]: [Cpu, Cpu] = [NO_CPU, NO_CPU];
    let bytes = 0;
    child.on('message', (told: FromAsker) => {
      if (told === 'measuring') {
        onMeasure();
        before = processCpu(pid);
      } else if (told === 'measured') {
        onMeasure();
        used = minus(processCpu(pid), before);
        bytes = residentBytes(pid);
      } else {
        resolve({ ...told, cpuUs: used.userUs + used.systemUs, residentBytes: bytes });
        child.disconnect();
      }
    });
    child.on('exit', (code) => reject(new Error(`MQTT.js ended early, exit code ${code}`)));
    child.send(asking);
  });
