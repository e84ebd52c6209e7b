import { join, relative, resolve } from 'node:path';
import {
  createReceiptFile,
  type ReceiptFile,
  reopenReceiptFile,
} from '../../files/receipt-file.ts';
import {
  listReceipts,
  makeReceiptFolder,
  pruneReceipts,
  type ReceiptsOf,
  readReceiptAt,
  receiptNameOf,
} from '../../files/state-folder.ts';
import { UnwritableError } from '../../files/write.ts';
import { isObject, type JsonObject, parseJson } from '../../model/json.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import type { Platform } from '../../model/remote.ts';
import { platformToJson } from '../../text/json/plan-json.ts';
import type { Workspace } from '../catalog/workspace.ts';
import type { World } from '../world.ts';
import { runnerOf } from './journal.ts';

/** A record as a probe sends it for the first time. */
export interface IntendedRecord {
  readonly collection: string;
  readonly sourcedId: string;
  /** `lesson 2`, for people. */
  readonly called: string;
  readonly body: JsonObject;
}

/** The receipt of a probe while it goes on: what it makes is on disk before it is sent. */
export interface ProbeJournal {
  /** Relative to the folder of the catalog. */
  readonly file: string;
  /** On disk when it returns; the problem where it cannot be: then it must not be sent. */
  readonly intend: (record: IntendedRecord) => Problem | undefined;
  /** What is known anyway. A disk that is full stops nobody from cleaning up. */
  readonly note: (line: JsonObject) => void;
  readonly end: () => void;
}

/** Receipts kept of an environment; older ones go when a probe ends. */
const receiptsKept = 50;

/** Begins the receipt of a probe. */
export function startProbeJournal(
  world: World,
  { folder: catalog }: Pick<Workspace, 'folder'>,
  head: { readonly run: string; readonly platform: Platform; readonly org: string },
): Checked<ProbeJournal> {
  const { run, org, platform } = head;
  const started = world.now().toISOString();
  const of = { catalog, kind: 'probes', environment: platform.name } as const;
  return writable(() => {
    const folder = makeReceiptFolder(of);
    if (!folder.ok) return folder;
    const file = createReceiptFile(join(folder.value, receiptNameOf({ started, run })));
    const about = { type: 'probe', run, started, ...runnerOf(world), org };
    file.commit(lineOf({ ...about, platform: platformToJson(platform) }));
    return checked(journalOn(file, catalog, of), []);
  });
}

/** Goes on with the receipt of a probe that did not take away what it had made. */
export function resumeProbeJournal(
  { folder: catalog }: Pick<Workspace, 'folder'>,
  path: string,
): Checked<ProbeJournal> {
  return writable(() => checked(journalOn(reopenReceiptFile(path), catalog), []));
}

function lineOf(line: JsonObject): string {
  return `${JSON.stringify(line)}\n`;
}

function journalOn(file: ReceiptFile, catalog: string, pruned?: ReceiptsOf): ProbeJournal {
  return {
    file: relative(catalog, file.path),
    intend: ({ collection, sourcedId, called, body }) => {
      const line = lineOf({ type: 'intended', collection, sourcedId, called, body });
      return writable(() => checked(file.commit(line), [])).problems[0];
    },
    note: (line) => void writable(() => checked(file.append(lineOf(line)), [])),
    end: () => {
      writable(() => checked(file.commit(), []));
      file.close();
      if (pruned !== undefined) pruneReceipts(pruned, receiptsKept);
    },
  };
}

function writable<T>(open: () => Checked<T>): Checked<T> {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof UnwritableError)) throw error;
    const detail = `${error.message} Without a receipt nobody could clean up after a crash.`;
    return { ok: false, problems: [problem('receipt/unwritable', { detail })] };
  }
}

/** What the receipt of a probe says. */
export interface ProbeReceipt {
  readonly path: string;
  readonly run: string;
  readonly platform: Platform;
  readonly org: string;
  /** Everything that was to be made. */
  readonly intended: readonly IntendedRecord[];
  /** What may still be live. */
  readonly left: readonly IntendedRecord[];
}

/** The ids that probes of this catalog made on a platform, by the receipts that can be read. */
export function idsOfProbes(
  world: Pick<World, 'cwd'>,
  workspace: Pick<Workspace, 'folder'>,
  platform: Platform,
): ReadonlyMap<string, string> {
  const of = { catalog: workspace.folder, kind: 'probes', environment: platform.name } as const;
  const listed = listReceipts(of);
  const ids = new Map<string, string>();
  for (const path of listed.ok ? listed.value : []) {
    const read = readProbeReceipt(path, world, workspace);
    if (!read.ok || read.value.platform.url !== platform.url) continue;
    const name = relative(workspace.folder, path);
    for (const { sourcedId } of read.value.intended) ids.set(sourcedId, name);
  }
  return ids;
}

export function readProbeReceipt(
  named: string,
  { cwd }: Pick<World, 'cwd'>,
  { folder: catalog }: Pick<Workspace, 'folder'>,
): Checked<ProbeReceipt> {
  const path = resolve(cwd, named);
  const read = readReceiptAt(path, catalog);
  if (!read.ok) return { ok: false, problems: read.problems.map(whereTheyAre) };
  const { text } = read.value;
  // A process that was killed may have left half a line.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const values = whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseJson(line));
  const [head] = values;
  const platform = isObject(head) && head['type'] === 'probe' ? platformIn(head) : undefined;
  const wrong = values.findIndex((line) => !isObject(line));
  if (!isObject(head) || !platform || wrong >= 0) {
    return { ok: false, problems: [damaged(named, Math.max(wrong, 0) + 1)] };
  }
  const intended = new Map<string, IntendedRecord>();
  const left = new Map<string, IntendedRecord>();
  for (const line of values.filter(isObject)) {
    const record = line['type'] === 'intended' ? recordIn(line) : undefined;
    if (record) {
      intended.set(record.sourcedId, record);
      left.set(record.sourcedId, record);
    }
    if (line['type'] === 'retired' || line['type'] === 'absent') {
      left.delete(String(line['sourcedId']));
    }
  }
  const [run, org] = [String(head['run']), String(head['org'])];
  const all = { intended: [...intended.values()], left: [...left.values()] };
  return checked({ path, run, org, platform, ...all }, []);
}

/** Somebody may have named a file that is not there. */
function whereTheyAre(found: Problem): Problem {
  const hint = 'Receipts of probes are under `.timeback-catalog/probes`.';
  return found.code === 'receipt/none' ? { ...found, hint } : found;
}

function platformIn({ platform }: JsonObject): Platform | undefined {
  if (!isObject(platform)) return undefined;
  const { name, url, dialect } = platform;
  return typeof name === 'string' && typeof url === 'string' && typeof dialect === 'string'
    ? { name, url, dialect }
    : undefined;
}

function recordIn({ collection, sourcedId, called, body }: JsonObject): IntendedRecord | undefined {
  return typeof collection === 'string' && typeof sourcedId === 'string' && isObject(body)
    ? { collection, sourcedId, called: String(called ?? collection), body }
    : undefined;
}

function damaged(file: string, line: number): Problem {
  return problem('receipt/damaged', {
    detail: `Line ${line} of ${file} is not that of a probe.`,
    hint: 'Receipts of `apply` are for `undo` and `apply --resume`; those of probes are under `.timeback-catalog/probes`.',
  });
}
