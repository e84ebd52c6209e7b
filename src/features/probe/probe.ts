import packageJson from '../../../package.json' with { type: 'json' };
import type { Environment } from '../../config/environment.ts';
import type {
  ExplainedRow,
  MeasuredRow,
  PlatformFacts,
  ProbeRecord,
  ProbeReport,
} from '../../model/drift.ts';
import { isSameJson, type JsonObject } from '../../model/json.ts';
import { defined } from '../../model/json-values.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import { openAsking } from '../../remote/asking.ts';
import type { Connection } from '../../remote/connection.ts';
import { dialectTable } from '../../remote/dialects/open-dialect.ts';
import { retriesOfMeasuring } from '../../remote/http/retry.ts';
import { openWorkspace, type Workspace } from '../../run/catalog/workspace.ts';
import { chooseEnvironment } from '../../run/environment.ts';
import { lockLoss, withRunLock } from '../../run/locked.ts';
import { readFacts, writeFacts } from '../../run/measured/measured-facts.ts';
import { connect, type PlatformOptions } from '../../run/platform.ts';
import { idsOfProbes, type ProbeJournal, probeReceipts } from '../../run/receipts/made-records.ts';
import type { World } from '../../run/world.ts';
import {
  every,
  experimentOf,
  forAuthors,
  questions,
  readingFirst,
  readingLast,
  readingOnly,
  writing,
} from './experiments.ts';
import { type Experiment, type Lab, openLab, usedUp } from './lab.ts';
import { type Name, type Specimen, specimensOf, textOf, titleMark } from './records.ts';
import { takeAllAway } from './take-away.ts';

/** What a probe is about to write, for the person who is asked. */
export interface ProbeIntent {
  readonly environment: Environment;
  readonly url: string;
  readonly org: string;
  readonly records: readonly Pick<Specimen, 'called' | 'collection'>[];
  /** The beginning of every title. */
  readonly title: string;
}

export interface ProbeOptions extends PlatformOptions {
  /** The org of the test courses; absent: that of the environment, or the sandbox. */
  readonly org?: string;
  /** Whether nothing is written to the platform. */
  readonly readOnly?: boolean;
  /** Whether courses with ids that are no UUIDs and with long ids are made; they stay for ever. */
  readonly ids?: boolean;
  /** The id of a course that another client owns, for a read. */
  readonly foreign?: string;
  /** The file for the facts, relative to the working folder; absent: no file. */
  readonly file?: string;
  /** Called before the first write; false: nothing is written. */
  readonly approve: (intent: ProbeIntent) => Promise<boolean>;
}

const sandboxOrg = 'partner-sandbox';
const { version: build } = packageJson;

/**
 * Measures how a platform behaves, with test records that it makes and retires at the end. Changes nothing
 * else. Every row ends as measured, contradicted, refused or not tried.
 */
export async function probePlatform(
  options: ProbeOptions,
  world: World,
): Promise<Checked<ProbeReport>> {
  const workspace = openWorkspace(world, { asMeasured: false });
  if (!workspace.ok) return workspace;
  const chosen = chooseEnvironment(workspace.value, options, world);
  if (!chosen.ok) return chosen;
  const environment = chosen.value;
  if (environment.allowIds && !options.readOnly) {
    return { ok: false, problems: [notAllowed(environment)] };
  }
  const run = (inner: World) =>
    runProbe({ options, world: inner, environment, workspace: workspace.value });
  return options.readOnly
    ? run(world)
    : withRunLock({ world, workspace: workspace.value, environment }, run);
}

interface Session {
  readonly options: ProbeOptions;
  readonly world: World;
  readonly environment: Environment;
  readonly workspace: Workspace;
}

async function runProbe(session: Session): Promise<Checked<ProbeReport>> {
  const { options, world, environment, workspace } = session;
  const org = options.org ?? environment.org ?? sandboxOrg;
  const { retryPolicy = retriesOfMeasuring } = world;
  const connected = await connect(environment, workspace, {
    ...{ ...options, world: { ...world, retryPolicy }, orgs: [org] },
    // Facts that were measured before must not influence what is measured now.
    parallelism: 12,
  });
  if (!connected.ok) return connected;
  const { connection, close } = connected.value;
  try {
    const { platform } = connection;
    const about = { url: platform.url, dialect: platform.dialect };
    const earlier = options.file === undefined ? undefined : readFacts(options.file, world);
    if (earlier && !earlier.ok) return earlier;
    const known = earlier?.value;
    if (known && (known.platform.url !== about.url || known.platform.dialect !== about.dialect)) {
      return { ok: false, problems: [otherFile(options.file ?? '', known, about)] };
    }
    const measured = await measure(session, connection, org);
    if (!measured.ok) return measured;
    const { rows, ...rest } = measured.value;
    const when = world.now().toISOString();
    const facts: PlatformFacts = {
      ...{ platform: about, measured: when, build, readOnly: options.readOnly === true },
      rows: withEarlier(rows, known, { measured: when, build }),
    };
    // A probe without any measured row says nothing about the platform.
    const isCut = world.stop.aborted || rows.every(({ state }) => state !== 'measured');
    const unwritten =
      options.file === undefined || isCut ? undefined : writeFacts(options.file, facts, world);
    const lost = lockLoss(world.stop);
    const more = [unwritten, lost].flatMap((one) => one ?? []);
    const problems = [...rest.problems, ...more];
    const isWritten = options.file !== undefined && !isCut && !unwritten;
    return checked(
      {
        ...{ platform, facts, rows: explain(facts), ...rest, problems },
        ...(isWritten && { file: options.file ?? '' }),
      },
      [],
    );
  } finally {
    close();
  }
}

/** Rows that were not tried this time keep the values of an earlier probe of the same platform. */
function withEarlier(
  rows: readonly MeasuredRow[],
  earlier: PlatformFacts | undefined,
  by: { readonly measured: string; readonly build: string },
): readonly MeasuredRow[] {
  return rows.map((row) => {
    const before = earlier?.rows.find((one) => one.row === row.row);
    const isKept =
      row.state === 'not tried' && before !== undefined && before.state !== 'not tried';
    return isKept ? before : { ...row, ...by };
  });
}

type Measured = Omit<ProbeReport, 'platform' | 'facts' | 'rows' | 'file'> & {
  readonly rows: readonly MeasuredRow[];
};

async function measure(
  { options, world, environment, workspace }: Session,
  connection: Connection,
  org: string,
): Promise<Checked<Measured>> {
  const { platform } = connection;
  const { table, collections, name: dialect } = connection.dialect;
  const asking = openAsking(connection, world.stop);
  const run = world.uuid();
  let journal: ProbeJournal | undefined;
  const lab = openLab({
    ...{ dialect, table, collections, asking, now: world.now, stop: world.stop },
    isOwnTokenPath:
      connection.tokenUrl === new URL(connection.dialect.token.path, connection.baseUrl).href,
    wait: (ms) => world.wait(ms, world.stop),
    intend: (record) => journal?.intend(record),
    ...(options.foreign !== undefined && { foreign: options.foreign }),
  });
  const all = options.readOnly ? [...readingFirst, ...readingOnly, ...readingLast] : every;
  const steps = { done: 0, total: all.length };
  const perform = async (list: readonly Experiment[]) => {
    for (const experiment of list) {
      world.onProgress({ type: 'probing', step: 'measuring', ...steps });
      await carryOut(experiment, lab);
      steps.done += 1;
    }
  };
  let records: readonly ProbeRecord[] = [];
  await perform(readingFirst);
  if (options.readOnly) {
    await perform(readingOnly);
    await perform(readingLast);
    return checked(ended('only reading was asked for'), []);
  }
  if (lab.halted === undefined) {
    const strangers = await findStrangers(lab, idsOfProbes(world, workspace, platform));
    if (strangers.length > 0) return { ok: false, problems: strangers };
    const specimens = specimensOf({
      ...{ dialect, table, run, org, now: world.now().toISOString(), uuid: world.uuid },
      hasResources: lab.value('resource.offered') === 'yes',
      withIds: options.ids === true,
    });
    const [first] = specimens;
    const title = String(first?.body['title'] ?? '');
    const intent = { environment, url: platform.url, org, records: specimens, title };
    if (!(await options.approve(intent))) return { ok: false, problems: [declined(world)] };
    const started = probeReceipts.start(world, workspace, { run, platform, org });
    if (!started.ok) return started;
    journal = started.value;
    for (const one of specimens) lab.made.set(one.name, { ...one, state: 'planned' });
    try {
      await perform(writing);
    } finally {
      const cleaned = await takeAllAway(lab, { world, journal, run, connection });
      records = cleaned.records;
      lab.problems.push(...cleaned.problems);
      journal.end();
    }
    if (lab.halted === undefined) await perform(readingLast);
    world.onProgress({ type: 'probing', step: 'measuring', done: steps.total, total: steps.total });
  }
  return checked(ended(lab.halted ?? 'no experiment tells'), []);

  function ended(why: string): Measured {
    const spent = asking.spent();
    return {
      ...{ rows: allRows(lab, why), ...spent, records, problems: lab.problems },
      ...(journal && { receipt: journal.file }),
    };
  }
}

/** Carries out an experiment. If that is not possible, its rows stay untried, with the reason. */
async function carryOut(experiment: Experiment, lab: Lab): Promise<void> {
  const { only, needs = [], requests, writes, name } = experiment;
  const rows = Object.keys(experiment.questions);
  const all = [...rows, ...(experiment.tableRows ?? [])];
  const why = whyNot();
  if (why === undefined) await experiment.run(lab, rows, all);
  lab.skip(all, why ?? lab.halted ?? `the experiment “${name}” came to no result`);

  function whyNot(): string | undefined {
    if (only !== undefined && only !== lab.dialect) return `asked only of the dialect ${only}`;
    if (lab.halted !== undefined) return lab.halted;
    const missing = needs.find((one) => !lab.has(one));
    if (missing !== undefined) return missingText(missing, lab);
    const isAffordable = lab.canSpend(Math.min(requests, 3), Math.min(writes, 1));
    return isAffordable ? undefined : usedUp;
  }
}

function missingText(name: Name, lab: Lab): string {
  const called = lab.made.get(name)?.called;
  if (called === undefined) return 'the platform offers no resources to this client';
  return lab.rows.get(`made.${name}`)?.how ?? `the ${called} was not made`;
}

/** Every row of the table and every question of the dialect, in the order of the tables. */
function allRows(lab: Lab, why: string): readonly MeasuredRow[] {
  const asked = Object.keys(questions).filter((row) => {
    const only = experimentOf(row)?.only;
    return only === undefined || only === lab.dialect;
  });
  const names = [...lab.table.map(({ row }) => row), ...asked];
  return names.map((row) => {
    const reason = whyNotTried(row);
    const how = reason === 'no experiment tells' ? why : reason;
    return lab.rows.get(row) ?? { row, state: 'not tried', how };
  });
}

/** Finds live records with the name of a probe that no receipt here lists. */
async function findStrangers(
  lab: Lab,
  known: ReadonlyMap<string, string>,
): Promise<readonly Problem[]> {
  const active = textOf(lab.table, 'status.active');
  const isOfProbe = ({ title, status }: JsonObject) =>
    status === active &&
    String(title ?? '')
      .toLowerCase()
      .startsWith(titleMark);
  const found: JsonObject[] = [];
  for (const [name, listing] of lab.listings) {
    if (listing.isWhole) {
      found.push(...listing.records.filter(isOfProbe));
      continue;
    }
    const filter = `title~'${titleMark}'`;
    const reply = await lab.list(name, { filter, limit: '100', offset: '0' });
    if (reply.isTaken && reply.listed) found.push(...reply.listed.records.filter(isOfProbe));
  }
  const strangers = found.filter(({ sourcedId }) => !known.has(String(sourcedId)));
  const [first] = strangers;
  if (!first) return [];
  const more = strangers.length === 1 ? '' : ` and ${strangers.length - 1} more`;
  return [
    problem('probe/strangers', {
      detail: `${JSON.stringify(first['title'] ?? '')} (${String(first['sourcedId'])})${more} is live here, but no receipt of a probe in this folder names it. Nothing was written.`,
      hint: 'Wait until the other probe has ended. If it was interrupted, clean up in the folder of its receipt: `timeback-catalog probe --clean RECEIPT`; or retire it by hand.',
    }),
  ];
}

function declined({ stop }: World): Problem {
  return stop.aborted
    ? problem('run/interrupted', { detail: 'Nothing was written.' })
    : problem('apply/not-approved', {
        detail: 'The probe was not approved. Nothing was written.',
        hint: 'To only read: `timeback-catalog probe --read-only`.',
      });
}

function notAllowed({ name, allowIds = [] }: Environment): Problem {
  return problem('guard/id-not-allowed', {
    detail: `On ${name} only ids like ${allowIds.join(', ')} may be written, but a probe creates UUIDs. Nothing was sent.`,
    hint: `Probe an environment without \`allowIds\`, or only read: \`timeback-catalog probe --env ${name} --read-only\`.`,
  });
}

function otherFile(
  file: string,
  { platform }: PlatformFacts,
  { url, dialect }: { readonly url: string; readonly dialect: string },
): Problem {
  return problem('facts/other-platform', {
    detail: `${file} has facts of ${platform.url} (${platform.dialect}), but this is ${url} (${dialect}). Nothing was sent.`,
    hint: 'Name another file: `--facts FILE`.',
  });
}

/** Why a row of the dialect table is not tried, if no experiment is about it. */
function whyNotTried(row: string): string {
  if (row.startsWith('event.')) return 'a probe sends no events: `rehearse` does';
  if (row.startsWith('standard.'))
    return 'a probe asks for no standards: `check --standards-env` does';
  if (row.endsWith('.standards')) return 'that a key is kept does not say that it is read';
  if (row === 'componentResource.inUnit') return 'what students see, no request tells';
  if (row === 'componentResource.title')
    return 'what an app takes for the name of a lesson, no request tells';
  if (row === 'id.most') return 'ids are permanent: `--ids` creates long ones';
  return 'no experiment tells';
}

/** All rows: those of the dialect table, then the further questions, each with the assumed value. */
function explain({
  platform,
  rows,
}: Pick<PlatformFacts, 'platform' | 'rows'>): readonly ExplainedRow[] {
  const table = dialectTable(platform.dialect === 'oneroster' ? 'oneroster' : 'partner');
  return rows.map((row): ExplainedRow => {
    const fact = Object.hasOwn(table, row.row) ? table[row.row] : undefined;
    if (fact) {
      const isOpen = fact.value === 'unknown' && row.value === 'whole';
      const differs =
        row.state === 'measured' && !isOpen && !isSameJson(row.value ?? null, fact.value);
      return { ...row, asks: fact.note, assumed: fact.value, differs, handled: 'config' };
    }
    const asks = questions[row.row] ?? row.row;
    const { state, value } = row;
    const authors = state === 'measured' ? forAuthors[row.row]?.[String(value)] : undefined;
    return { ...row, asks, differs: false, handled: 'alike', ...defined({ authors }) };
  });
}
