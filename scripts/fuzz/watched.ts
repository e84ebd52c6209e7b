import { Worker } from 'node:worker_threads';
import type { Finding } from './area.ts';
import { casesBegun, lastCase, newHeartbeat } from './heartbeat.ts';
import type { Job } from './worker.ts';

/** Milliseconds after which a case counts as endless: several times the limit at which a slow one fails. */
const patience = 30_000;

/** Fuzzes one area; a case that never ends is a finding too. */
export function fuzzWatched(
  job: Omit<Job, 'heartbeat'>,
  onProgress: (cases: number) => void,
): Promise<Finding> {
  const heartbeat = newHeartbeat();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { ...job, heartbeat } satisfies Job,
  });
  return new Promise((resolve) => {
    let seen = 0;
    let since = performance.now();
    const watching = setInterval(() => {
      const cases = casesBegun(heartbeat);
      if (cases > seen) {
        seen = cases;
        since = performance.now();
        onProgress(cases);
      } else if (performance.now() - since > patience) {
        finish({ failed: true, message: `Case ${cases} does not end:\n${lastCase(heartbeat)}` });
      }
    }, 1000);
    worker.once('message', finish);
    worker.once('error', (error) => {
      const reason = error instanceof Error ? error.stack : String(error);
      finish({ failed: true, message: `${reason}\nin the case ${lastCase(heartbeat)}` });
    });

    function finish(finding: Finding): void {
      clearInterval(watching);
      worker.terminate().finally(() => resolve(finding));
    }
  });
}
