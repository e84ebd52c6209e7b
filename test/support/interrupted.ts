import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Emulator } from '../../src/features/emulator/server/emulator.ts';
import { isObject, type JsonObject } from '../../src/model/json.ts';
import { kinds } from '../../src/model/node.ts';
import { type ApplyOptions, apply } from '../../src/run/apply.ts';
import type { World } from '../../src/run/world.ts';
import { writesIn } from './dialects.ts';
import { type Reached, worldWith } from './publish.ts';

/** Where a run dies: at its N-th request, before or after the server dealt with it. */
export interface Death {
  readonly at: number;
  readonly when: 'before' | 'after';
}

/** The receipts of the environment `test`, oldest first. */
export function receiptsOf(folder: string): string[] {
  const receipts = join(folder, '.timeback-catalog/receipts/test');
  if (!existsSync(receipts)) return [];
  return readdirSync(receipts)
    .sort()
    .map((name) => join(receipts, name));
}

/**
 * Applies as a process that is killed: from the moment of its death it sends nothing, and its
 * receipt ends where it was at that moment.
 */
export async function applyUntil(
  platform: Reached,
  folder: string,
  death: Death,
  options: Partial<ApplyOptions> = {},
  { now, wait }: Partial<Pick<World, 'now' | 'wait'>> = {},
): Promise<{ readonly died: boolean }> {
  const killed = new AbortController();
  let count = 0;
  let receipt: { readonly path: string; readonly text: string } | undefined;
  const die = () => {
    const path = receiptsOf(folder).at(-1);
    if (path !== undefined) receipt = { path, text: readFileSync(path, 'utf8') };
    killed.abort();
  };
  const { fetch: send = globalThis.fetch } = platform;
  const fetch = async (request: Request): Promise<Response> => {
    count += 1;
    if (killed.signal.aborted) throw new DOMException('killed', 'AbortError');
    if (count !== death.at) return send(request);
    if (death.when === 'after') await (await send(request)).text();
    die();
    throw new DOMException('killed', 'AbortError');
  };
  const signals = { abort: killed.signal, stop: killed.signal };
  const time = { ...(now && { now }), ...(wait && { wait }) };
  const world = worldWith(platform, folder, { fetch, ...signals, ...time });
  await apply({ env: 'test', approval: { type: 'auto' }, parallelism: 3, ...options }, world);
  if (receipt) writeFileSync(receipt.path, receipt.text);
  return { died: killed.signal.aborted };
}

/**
 * Everything that the server holds, but for what it decides itself. What places resources in a retired
 * lesson is as good as retired with it.
 */
export function contentOf(emulator: Emulator): Record<string, JsonObject> {
  const retired = new Set(
    emulator
      .records('lesson')
      .flatMap(({ sourcedId, status }) => (status === 'tobedeleted' ? [sourcedId] : [])),
  );
  return Object.fromEntries(
    ([...kinds, 'componentResource'] as const).flatMap((kind) =>
      emulator.records(kind).map(({ dateLastModified: _, ...record }) => {
        const { courseComponent: lesson } = record;
        const isGone =
          kind === 'componentResource' && isObject(lesson) && retired.has(lesson['sourcedId']);
        const shown = isGone ? { ...record, status: 'tobedeleted' } : record;
        return [`${kind}/${record['sourcedId']}`, shown] as const;
      }),
    ),
  );
}

/** How often each record was written, by the log of the emulator. */
export function writesOf(emulator: Emulator): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { method, path, body } of writesIn(emulator)) {
    // A POST says in its body what it makes, and a PUT in its path as well.
    const record = isObject(body) ? Object.values(body).find(isObject) : undefined;
    const made = method === 'POST' ? `${path}#${record?.['sourcedId']}` : path;
    counts.set(made, (counts.get(made) ?? 0) + 1);
  }
  return counts;
}
