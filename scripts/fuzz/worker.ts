import { parentPort, workerData } from 'node:worker_threads';
import type { FuzzOptions } from './area.ts';
import { areas } from './areas.ts';
import { beat } from './heartbeat.ts';

/** One area in a thread of its own, so that another thread can notice if it hangs. */
export interface Job extends Omit<FuzzOptions, 'watch'> {
  readonly name: string;
  readonly heartbeat: SharedArrayBuffer;
}

const { name, heartbeat, ...options } = workerData as Job;
const area = areas.find((each) => each.name === name);
parentPort?.postMessage(await area?.fuzz({ ...options, watch: beat(heartbeat) }));
