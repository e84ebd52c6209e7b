import { cpus, loadavg, release, totalmem, type } from 'node:os';

/** The number of processes that wanted the processor during the last minute. */
export function loadNow(): number {
  const [lastMinute = 0] = loadavg();
  return lastMinute;
}

/** Lines about the machine that was measured. `loadBefore` is its load before the measurement. */
export function machineLines(loadBefore: number): readonly string[] {
  const [first] = cpus();
  const model = first?.model.trim() || 'unknown processor';
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  return [
    `${cpus().length} × ${model}, ${gibibytes} GiB of memory`,
    `${type()} ${release()}, Node ${process.versions.node}`,
    `load ${loadBefore.toFixed(1)} before and ${loadNow().toFixed(1)} at the end`,
  ];
}
