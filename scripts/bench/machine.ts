import { cpus, loadavg, release, totalmem, type } from 'node:os';

/** How many processes wanted the processor during the last minute. */
export function loadNow(): number {
  const [lastMinute = 0] = loadavg();
  return lastMinute;
}

/** Where figures come from, a line each. `loadBefore` is the load before anything was measured. */
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
