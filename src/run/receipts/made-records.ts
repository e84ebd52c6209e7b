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
import { chooseEnvironment } from '../environment.ts';
import { connect, type PlatformOptions } from '../platform.ts';
import type { World } from '../world.ts';
import { receiptsKept, runnerOf } from './journal.ts';

/** A record that a command creates for its own purpose, and removes again. */
interface MadeRecord {
  readonly sourcedId: string;
  /** The name for people: `lesson 2`. */
  readonly called: string;
  readonly body: JsonObject;
}

/** The receipt of such a command while it runs: a record is on the disk before it is sent. */
export interface MadeJournal<R extends MadeRecord> {
  /** The path of the receipt, relative to the folder of the catalog. */
  readonly file: string;
  /** Writes a record to the disk. Gives a problem if it cannot: then the record must not be sent. */
  readonly intend: (record: R) => Problem | undefined;
  /** Writes a line that is not essential. It never fails: a full disk must not prevent the cleanup. */
  readonly note: (line: JsonObject) => void;
  readonly end: () => void;
}

/** The content of such a receipt. */
export interface MadeReceipt<R extends MadeRecord> {
  readonly path: string;
  readonly run: string;
  readonly platform: Platform;
  readonly org: string;
  /** All records that were to be created. */
  readonly intended: readonly R[];
  /** The records that may still be live. */
  readonly left: readonly R[];
}

/** The differences between the receipts of commands. */
interface Maker<R extends MadeRecord> {
  readonly folder: Exclude<ReceiptsOf['kind'], 'receipts'>;
  /** The type of the first line, which is also the name of such a run for people. */
  readonly type: string;
  /** The fields in the line of a record that only this command has. */
  readonly fieldsOf: (record: R) => JsonObject;
  /** The record in a line; undefined if the line has none. */
  readonly recordIn: (line: JsonObject) => R | undefined;
}

/** Writes and reads the receipts of a command that creates records and removes them. */
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

  /** Continues the receipt of a run that did not remove all of its records. */
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

  /** The receipts of a platform on this machine. Receipts that cannot be read or trusted are left out. */
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
    // A killed process may have left half of a line.
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

  /** Adds where receipts are, since the user may have named a file that does not exist. */
  function whereTheyAre(found: Problem): Problem {
    const hint = `Receipts of ${kind} are under \`.timeback-catalog/${kind}\`.`;
    return found.code === 'receipt/none' ? { ...found, hint } : found;
  }

  /** The problem of a receipt without a whole line. The first line is on the disk before anything is sent. */
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

/** Opens the platform of a receipt, and no other, and calls `use` with the connection. */
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
    const hint =
      platform.name === made.name
        ? 'The config has changed since that run: write the address of the receipt into it again.'
        : 'Name the environment of the receipt with `--env`.';
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

/** The receipt of a rehearsal, while it runs. */
export type RehearsalJournal = MadeJournal<NewTestRecord>;

/** Writes and reads the receipts of rehearsals. */
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
 * The ids of the test students of rehearsals on a platform, by the receipts on this machine: their results
 * stay there after the cleanup. Receipts that cannot be read or trusted are left out.
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

/** A record in the form in which a probe first sends it. */
export interface IntendedRecord extends MadeRecord {
  readonly collection: string;
}

/** The receipt of a probe, while it runs. */
export type ProbeJournal = MadeJournal<IntendedRecord>;

/** Writes and reads the receipts of probes. */
export const probeReceipts = madeRecordReceipts<IntendedRecord>({
  folder: 'probes',
  type: 'probe',
  fieldsOf: ({ collection }) => ({ collection }),
  recordIn: ({ collection, sourcedId, called, body }) =>
    typeof collection === 'string' && typeof sourcedId === 'string' && isObject(body)
      ? { collection, sourcedId, called: String(called ?? collection), body }
      : undefined,
});

/**
 * The ids that probes of this catalog created on a platform, each with its receipt. Receipts that cannot be
 * read are left out.
 */
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
