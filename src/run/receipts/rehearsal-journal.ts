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
import type { NewTestRecord } from '../../model/rehearsal.ts';
import { type TestRecordKind, testRecordKinds } from '../../model/rehearsal.ts';
import type { Platform } from '../../model/remote.ts';
import { platformToJson } from '../../text/json/plan-json.ts';
import type { Workspace } from '../catalog/workspace.ts';
import type { World } from '../world.ts';
import { runnerOf } from './journal.ts';

/** The receipt of a rehearsal while it goes on: what it makes is on disk before it is sent. */
export interface RehearsalJournal {
  /** Relative to the folder of the catalog. */
  readonly file: string;
  /** On disk when it returns; the problem where it cannot be: then it must not be sent. */
  readonly intend: (record: NewTestRecord) => Problem | undefined;
  /** What is known anyway. A disk that is full stops nobody from cleaning up. */
  readonly note: (line: JsonObject) => void;
  readonly end: () => void;
}

interface Place {
  readonly world: World;
  readonly workspace: Workspace;
}

/** Receipts kept of an environment; older ones go when a rehearsal ends. */
const receiptsKept = 50;

/** Begins a receipt. */
export function startRehearsalJournal(
  { world, workspace }: Place,
  head: { readonly run: string; readonly platform: Platform; readonly org: string },
): Checked<RehearsalJournal> {
  const started = world.now().toISOString();
  const name = receiptNameOf({ started, run: head.run });
  const of = {
    catalog: workspace.folder,
    kind: 'rehearsals',
    environment: head.platform.name,
  } as const;
  return writable(() => {
    const folder = makeReceiptFolder(of);
    if (!folder.ok) return folder;
    const journal = journalOn(createReceiptFile(join(folder.value, name)), workspace.folder, of);
    const { run, org, platform } = head;
    journal.begin({
      type: 'rehearsal',
      run,
      started,
      ...runnerOf(world),
      org,
      platform: platformToJson(platform),
    });
    return checked(journal, []);
  });
}

/** Goes on with the receipt of a rehearsal that did not clean up. */
export function resumeRehearsalJournal(
  { workspace }: Place,
  path: string,
): Checked<RehearsalJournal> {
  return writable(() => checked(journalOn(reopenReceiptFile(path), workspace.folder), []));
}

function journalOn(
  file: ReceiptFile,
  catalog: string,
  pruned?: ReceiptsOf,
): RehearsalJournal & { readonly begin: (line: JsonObject) => void } {
  const lineOf = (line: JsonObject) => `${JSON.stringify(line)}\n`;
  const begin = (line: JsonObject) => file.append(lineOf(line));
  return {
    file: relative(catalog, file.path),
    begin,
    note: (line) => void writable(() => checked(begin(line), [])),
    intend: ({ kind, sourcedId, called, body }) => {
      const line = lineOf({ type: 'intended', kind, sourcedId, called, body });
      return writable(() => checked(file.commit(line), [])).problems[0];
    },
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

/** What a receipt says of a rehearsal. */
export interface RehearsalReceipt {
  readonly path: string;
  readonly run: string;
  readonly platform: Platform;
  readonly org: string;
  /** What may still be live. */
  readonly left: readonly NewTestRecord[];
  /** Whose results stay on the platform when all of it is taken away. */
  readonly students: readonly string[];
}

/**
 * The test students of the rehearsals whose receipts are here, for a platform. What cannot be read or
 * trusted names none.
 */
export function studentsOfRehearsals(
  world: Pick<World, 'cwd'>,
  workspace: Workspace,
  platform: Platform,
): string[] {
  const { folder: catalog } = workspace;
  const listed = listReceipts({ catalog, kind: 'rehearsals', environment: platform.name });
  if (!listed.ok) return [];
  return listed.value.flatMap((path) => {
    const read = readRehearsalReceipt(path, world, workspace);
    return read.ok && read.value.platform.url === platform.url ? read.value.students : [];
  });
}

export function readRehearsalReceipt(
  named: string,
  { cwd }: Pick<World, 'cwd'>,
  { folder: catalog }: Pick<Workspace, 'folder'>,
): Checked<RehearsalReceipt> {
  const path = resolve(cwd, named);
  const read = readReceiptAt(path, catalog);
  if (!read.ok) return { ok: false, problems: read.problems.map(whereTheyAre) };
  const { text } = read.value;
  // A process that was killed may have left half a line.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines = whole.split('\n').filter((line) => line !== '');
  const values = lines.map((line) => parseJson(line));
  const [head] = values;
  const platform = isObject(head) && head['type'] === 'rehearsal' ? platformIn(head) : undefined;
  const wrong = values.findIndex((line) => !isObject(line));
  if (!isObject(head) || !platform || wrong >= 0) {
    return { ok: false, problems: [damaged(named, Math.max(wrong, 0) + 1)] };
  }
  const left = new Map<string, NewTestRecord>();
  const students = new Set<string>();
  for (const line of values.filter(isObject)) {
    const prop = testRecordIn(line);
    if (prop && line['type'] === 'intended') {
      left.set(prop.sourcedId, prop);
      if (prop.kind === 'user') students.add(prop.sourcedId);
    }
    if (line['type'] === 'retired' || line['type'] === 'absent') {
      left.delete(String(line['sourcedId']));
    }
  }
  const [run, org] = [String(head['run']), String(head['org'])];
  return checked(
    { path, run, org, platform, left: [...left.values()], students: [...students] },
    [],
  );
}

/** Somebody may have named a file that is not there. */
function whereTheyAre(found: Problem): Problem {
  const hint = 'Receipts of rehearsals are under `.timeback-catalog/rehearsals`.';
  return found.code === 'receipt/none' ? { ...found, hint } : found;
}

function platformIn({ platform }: JsonObject): Platform | undefined {
  if (!isObject(platform)) return undefined;
  const { name, url, dialect } = platform;
  return typeof name === 'string' && typeof url === 'string' && typeof dialect === 'string'
    ? { name, url, dialect }
    : undefined;
}

function testRecordIn({ kind, sourcedId, called, body }: JsonObject): NewTestRecord | undefined {
  const known: TestRecordKind | undefined = testRecordKinds.find((one) => one === kind);
  return known && typeof sourcedId === 'string' && isObject(body)
    ? { kind: known, sourcedId, called: String(called ?? known), body }
    : undefined;
}

function damaged(file: string, line: number): Problem {
  return problem('receipt/damaged', {
    detail: `Line ${line} of ${file} is not that of a rehearsal.`,
    hint: 'Receipts of `apply` are for `undo` and `apply --resume`; those of rehearsals are under `.timeback-catalog/rehearsals`.',
  });
}
