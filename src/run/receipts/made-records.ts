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
import { type Checked, checked, failure, type Problem, problem } from '../../model/problem.ts';
import { type NewTestRecord, testRecordKinds } from '../../model/rehearsal.ts';
import type { Platform } from '../../model/remote.ts';
import type { Connection } from '../../remote/connection.ts';
import { platformForm } from '../../text/json/plan-json.ts';
import type { Workspace } from '../catalog/workspace.ts';
import { chooseEnvironment, connect, type PlatformOptions } from '../platform.ts';
import type { World } from '../world.ts';
import { runnerOf } from './journal.ts';

/** A record that a command makes for its own purpose, and takes away again. */
interface MadeRecord {
  readonly sourcedId: string;
  /** `lesson 2`, for people. */
  readonly called: string;
  readonly body: JsonObject;
}

/** The receipt of such a run while it goes on: what it makes is on disk before it is sent. */
export interface MadeJournal<R extends MadeRecord> {
  /** Relative to the folder of the catalog. */
  readonly file: string;
  /** On disk when it returns; the problem if it cannot be: then it must not be sent. */
  readonly intend: (record: R) => Problem | undefined;
  /** What is known anyway. A disk that is full stops nobody from cleaning up. */
  readonly note: (line: JsonObject) => void;
  readonly end: () => void;
}

/** What such a receipt says. */
export interface MadeReceipt<R extends MadeRecord> {
  readonly path: string;
  readonly run: string;
  readonly platform: Platform;
  readonly org: string;
  /** Everything that was to be made. */
  readonly intended: readonly R[];
  /** What may still be live. */
  readonly left: readonly R[];
}

/** What tells the receipts of one command from those of another. */
interface Maker<R extends MadeRecord> {
  readonly folder: Exclude<ReceiptsOf['kind'], 'receipts'>;
  /** The type of the first line, which is also what people call the run. */
  readonly type: string;
  /** The fields of a record that its line has beside those of all. */
  readonly fieldsOf: (record: R) => JsonObject;
  /** The record of a line; undefined if it is none. */
  readonly recordIn: (line: JsonObject) => R | undefined;
}

/** Receipts kept of an environment; older ones go when a run ends. */
const receiptsKept = 50;

/** Writes and reads the receipts of a command that makes records and takes them away. */
function madeRecordReceipts<R extends MadeRecord>(maker: Maker<R>) {
  const { folder: kind, type, fieldsOf, recordIn } = maker;
  const named = `those of ${kind} are under \`.timeback-catalog/${kind}\`.`;
  return { start, resume, read, readAll };

  function start(
    world: World,
    { folder: catalog }: Pick<Workspace, 'folder'>,
    head: { readonly run: string; readonly platform: Platform; readonly org: string },
  ): Checked<MadeJournal<R>> {
    const { run, org, platform } = head;
    const started = world.now().toISOString();
    const of = { catalog, kind, environment: platform.name };
    return writable(() => {
      const folder = makeReceiptFolder(of);
      if (!folder.ok) return folder;
      const file = createReceiptFile(join(folder.value, receiptNameOf({ started, run })));
      const about = { type, run, started, ...runnerOf(world), org };
      file.commit(lineOf({ ...about, platform: platformForm.write(platform) }));
      return checked(journalOn(file, catalog, of), []);
    });
  }

  /** Goes on with the receipt of a run that did not take away what it had made. */
  function resume(
    { folder: catalog }: Pick<Workspace, 'folder'>,
    path: string,
  ): Checked<MadeJournal<R>> {
    return writable(() => checked(journalOn(reopenReceiptFile(path), catalog), []));
  }

  function journalOn(file: ReceiptFile, catalog: string, pruned?: ReceiptsOf): MadeJournal<R> {
    return {
      file: relative(catalog, file.path),
      intend: (record) => {
        const { sourcedId, called, body } = record;
        const line = { type: 'intended', ...fieldsOf(record), sourcedId, called, body };
        return writable(() => checked(file.commit(lineOf(line)), [])).problems[0];
      },
      note: (line) => void writable(() => checked(file.append(lineOf(line)), [])),
      end: () => {
        writable(() => checked(file.commit(), []));
        file.close();
        if (pruned !== undefined) pruneReceipts(pruned, receiptsKept);
      },
    };
  }

  /** The receipts of a platform that are here. What cannot be read or trusted is passed over. */
  function readAll(
    world: Pick<World, 'cwd'>,
    workspace: Pick<Workspace, 'folder'>,
    platform: Platform,
  ): readonly MadeReceipt<R>[] {
    const of = { catalog: workspace.folder, kind, environment: platform.name };
    const listed = listReceipts(of);
    return (listed.ok ? listed.value : []).flatMap((path) => {
      const found = read(path, world, workspace);
      return found.ok && found.value.platform.url === platform.url ? found.value : [];
    });
  }

  function read(
    file: string,
    { cwd }: Pick<World, 'cwd'>,
    { folder: catalog }: Pick<Workspace, 'folder'>,
  ): Checked<MadeReceipt<R>> {
    const path = resolve(cwd, file);
    const found = readReceiptAt(path, catalog);
    if (!found.ok) return { ok: false, problems: found.problems.map(whereTheyAre) };
    const { text } = found.value;
    // A process that was killed may have left half a line.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole === '') return { ok: false, problems: [begunAlone(file)] };
    const lines = whole.split('\n').filter((line) => line !== '');
    const values = lines.map((line) => parseJson(line));
    const [head] = values;
    const platform = isObject(head) && head['type'] === type ? platformIn(head) : undefined;
    const wrong = values.findIndex((line) => !isObject(line));
    if (!isObject(head) || !platform || wrong >= 0) {
      return { ok: false, problems: [damaged(file, Math.max(wrong, 0) + 1)] };
    }
    const intended = new Map<string, R>();
    const left = new Map<string, R>();
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
    const hint = `Receipts of ${kind} are under \`.timeback-catalog/${kind}\`.`;
    return found.code === 'receipt/none' ? { ...found, hint } : found;
  }

  /** The first line is on the disk before anything is sent. */
  function begunAlone(file: string): Problem {
    return problem('receipt/damaged', {
      detail: `${file} ends within its first line: the ${type} was killed before it sent anything.`,
      hint: 'There is nothing to clean up. Delete the file.',
    });
  }

  function damaged(file: string, line: number): Problem {
    return problem('receipt/damaged', {
      detail: `Line ${line} of ${file} is not the line of a ${type}.`,
      hint: `Receipts of \`apply\` are for \`undo\` and \`apply --resume\`; ${named}`,
    });
  }
}

/** Opens the platform of a receipt, and no other, for what `use` does there. */
export async function onPlatformOf<T>(
  receipt: Pick<MadeReceipt<MadeRecord>, 'platform' | 'org'>,
  {
    options,
    workspace,
    world,
  }: { readonly options: PlatformOptions; readonly workspace: Workspace; readonly world: World },
  use: (connection: Connection) => Promise<Checked<T>>,
): Promise<Checked<T>> {
  const { platform: made } = receipt;
  const chosen = chooseEnvironment(workspace, { ...options, env: options.env ?? made.name }, world);
  if (!chosen.ok) return chosen;
  const opening = { ...options, world, orgs: [receipt.org] };
  const connected = await connect(chosen.value, workspace, opening);
  if (!connected.ok) return connected;
  const { connection, close } = connected.value;
  try {
    const { platform } = connection;
    if (platform.url === made.url) return await use(connection);
    const detail = `The receipt is of ${made.name} (${made.url}), but this is ${platform.name} (${platform.url}). Nothing was read or sent.`;
    const hint = 'Name the environment of the receipt with `--env`.';
    return failure('receipt/other-platform', { detail, hint });
  } finally {
    close();
  }
}

function lineOf(line: JsonObject): string {
  return `${JSON.stringify(line)}\n`;
}

function writable<T>(open: () => Checked<T>): Checked<T> {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof UnwritableError)) throw error;
    const detail = `${error.message} Without a receipt, nobody could clean up after a crash.`;
    return failure('receipt/unwritable', { detail });
  }
}

function platformIn({ platform }: JsonObject): Platform | undefined {
  if (!isObject(platform)) return undefined;
  const { name, url, dialect } = platform;
  return typeof name === 'string' && typeof url === 'string' && typeof dialect === 'string'
    ? { name, url, dialect }
    : undefined;
}

export type RehearsalJournal = MadeJournal<NewTestRecord>;

/** The receipts of rehearsals. */
export const rehearsalReceipts = madeRecordReceipts<NewTestRecord>({
  folder: 'rehearsals',
  type: 'rehearsal',
  fieldsOf: ({ kind }) => ({ kind }),
  recordIn: ({ kind, sourcedId, called, body }) => {
    const known = testRecordKinds.find((one) => one === kind);
    return known && typeof sourcedId === 'string' && isObject(body)
      ? { kind: known, sourcedId, called: String(called ?? known), body }
      : undefined;
  },
});

/**
 * The test students of the rehearsals whose receipts are here, for a platform: their results stay there
 * when all else is taken away. What cannot be read or trusted names none.
 */
export function studentsOfRehearsals(
  world: Pick<World, 'cwd'>,
  workspace: Workspace,
  platform: Platform,
): string[] {
  return rehearsalReceipts
    .readAll(world, workspace, platform)
    .flatMap(({ intended }) => intended)
    .flatMap(({ kind, sourcedId }) => (kind === 'user' ? [sourcedId] : []));
}

/** A record as a probe sends it for the first time. */
export interface IntendedRecord extends MadeRecord {
  readonly collection: string;
}

export type ProbeJournal = MadeJournal<IntendedRecord>;

/** The receipts of probes. */
export const probeReceipts = madeRecordReceipts<IntendedRecord>({
  folder: 'probes',
  type: 'probe',
  fieldsOf: ({ collection }) => ({ collection }),
  recordIn: ({ collection, sourcedId, called, body }) =>
    typeof collection === 'string' && typeof sourcedId === 'string' && isObject(body)
      ? { collection, sourcedId, called: String(called ?? collection), body }
      : undefined,
});

/** The ids that probes of this catalog made on a platform, by the receipts that can be read. */
export function idsOfProbes(
  world: Pick<World, 'cwd'>,
  workspace: Pick<Workspace, 'folder'>,
  platform: Platform,
): ReadonlyMap<string, string> {
  const receipts = probeReceipts.readAll(world, workspace, platform);
  return new Map(
    receipts.flatMap(({ path, intended }) => {
      const name = relative(workspace.folder, path);
      return intended.map(({ sourcedId }) => [sourcedId, name] as const);
    }),
  );
}
