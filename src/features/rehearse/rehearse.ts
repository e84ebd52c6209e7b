import { eventHostOf } from '../../caliper/documented.ts';
import type { Environment } from '../../config/environment.ts';
import type { Catalog } from '../../model/catalog.ts';
import { shellWord } from '../../model/id-commands.ts';
import { type Checked, checked, failure, type Problem, problem } from '../../model/problem.ts';
import { kindText, type Rehearsal, type TestRecord } from '../../model/rehearsal.ts';
import type { OwnTestRecord, RehearsalApi } from '../../remote/classroom/rehearsal/api.ts';
import { openRehearsalApi } from '../../remote/classroom/rehearsal/open.ts';
import {
  type Rehearsing,
  testClass,
  testEnrollment,
  testUser,
} from '../../remote/classroom/rehearsal/test-records.ts';
import type { Connection } from '../../remote/connection.ts';
import { openRemote } from '../../remote/remote.ts';
import { readSources } from '../../run/catalog/sources.ts';
import { desiredIn, orgsFor } from '../../run/catalog/target.ts';
import { openWorkspace } from '../../run/catalog/workspace.ts';
import { chooseEnvironment } from '../../run/environment.ts';
import { lackingWarnings } from '../../run/plan-checks.ts';
import { readPlatform } from '../../run/planning.ts';
import { connect, type PlatformOptions } from '../../run/platform.ts';
import { rehearsalReceipts } from '../../run/receipts/made-records.ts';
import { managedNodes } from '../../run/remote-state.ts';
import type { Opened } from '../../run/session.ts';
import type { World } from '../../run/world.ts';
import { cleanUp, type Leftover } from './clean.ts';
import { type RehearsalSelectionOptions, runTrials, selectForRehearsal } from './trials.ts';

/** Which lessons a rehearsal tests, on which environment, and how long it waits. */
export interface RehearseOptions extends PlatformOptions, RehearsalSelectionOptions {
  /** The id or the address of the application; absent: that of the variable TIMEBACK_APP_ID. */
  readonly app?: string;
  /** Whether a guardian is made too, and linked to the student. */
  readonly agent?: boolean;
  /** Milliseconds to wait for XP. */
  readonly timeoutMs: number;
}

/**
 * Tests a published catalog with a test student: creates the student and classes, sends an event for each
 * lesson, waits for the XP, and marks everything that it created as `tobedeleted`, whatever happens.
 */
export async function rehearse(
  options: RehearseOptions,
  world: World,
): Promise<Checked<Rehearsal>> {
  const opened = await openRehearsal(options, world);
  if (!opened.ok) return opened;
  try {
    return await runRehearsal(opened.value, options);
  } finally {
    opened.value.open.close();
  }
}

async function runRehearsal(
  session: RehearsalSession,
  options: RehearseOptions,
): Promise<Checked<Rehearsal>> {
  const { world, open, api, catalog, connection } = session;
  const application = applicationOf(options.app, session);
  if (!application.ok) return application;
  const state = await readPlatform({ world, open }, managedNodes({ catalog }));
  if (!state.ok) return state;
  const chosen = selectForRehearsal(options, catalog, state.value);
  if (!chosen.ok) return chosen;
  const selection = chosen.value;
  const terms = await api.terms();
  if (!terms.ok) return terms;
  const { platform } = open.remote;
  const run = world.uuid();
  const journal = rehearsalReceipts.start(session.world, session.workspace, {
    ...{ run, platform },
    org: selection.org,
  });
  if (!journal.ok) return journal;
  const receipt = journal.value;
  const leftovers: Leftover[] = [];
  const testRecords = testRecordsOf(selection.courses, {
    run,
    org: selection.org,
    now: world.now().toISOString(),
    uuid: world.uuid,
    formOf: api.formOf,
    terms: terms.value,
    withAgent: options.agent === true,
  });
  const problems: Problem[] = [];
  try {
    const failed = await make();
    const tried = failed
      ? undefined
      : await runTrials({
          ...{ world, run },
          api,
          journal: receipt,
          selection,
          student: testRecords.student,
          application: application.value,
          baseUrl: connection.baseUrl,
          timeoutMs: options.timeoutMs,
        });
    problems.push(...(failed ?? tried?.problems ?? []));
    // This run did not see the platform make them, so each is read first.
    leftovers.push(...(tried?.lineItems ?? []).map((record) => ({ record, isKnown: false })));
    const cleaned = await clean();
    if (!tried) {
      const found = [...problems, ...cleaned.problems];
      return {
        ok: false,
        problems: [...found, ...leftoverProblems(cleaned.records, receipt.file)],
      };
    }
    return checked(
      {
        platform,
        org: selection.org,
        trials: tried.trials,
        omitted: selection.omitted,
        props: cleaned.records,
        receipt: receipt.file,
        problems: [...problems, ...cleaned.problems],
      },
      lackingWarnings(state.value, open.remote.dialect),
    );
  } finally {
    receipt.end();
  }

  /** Makes the test records; undefined if all were made, otherwise problems. */
  async function make(): Promise<readonly Problem[] | undefined> {
    const total = testRecords.records.length;
    for (const [done, record] of testRecords.records.entries()) {
      if (world.stop.aborted) return undefined;
      world.onProgress({ type: 'rehearsing', step: 'making', done, total });
      const unwritten = receipt.intend(record);
      if (unwritten) return [unwritten];
      const { failed, otherId } = await api.make(record);
      if (otherId === undefined) leftovers.push({ record, isKnown: !failed });
      else madeElsewhere(record, otherId);
      if (failed) return [failed];
      receipt.note({ type: 'made', kind: record.kind, sourcedId: record.sourcedId });
    }
    world.onProgress({ type: 'rehearsing', step: 'making', done: total, total });
    const linked =
      testRecords.guardian && (await api.link(testRecords.student, testRecords.guardian));
    return linked ? [linked] : undefined;
  }

  /** Replaces a record's id by the one that the platform gave it, so that it is removed like any other. */
  function madeElsewhere(record: OwnTestRecord, sourcedId: string) {
    const made = { ...record, sourcedId, body: { ...record.body, sourcedId } };
    receipt.intend(made);
    receipt.note({ type: 'absent', kind: record.kind, sourcedId: record.sourcedId });
    leftovers.push({ record: made, isKnown: true });
  }

  async function clean() {
    const total = leftovers.length;
    if (total === 0) return { records: [], problems: [] };
    const onCleaned = (done: number) =>
      world.onProgress({ type: 'rehearsing', step: 'cleaning', done, total });
    onCleaned(0);
    return cleanUp(leftovers, { api, journal: receipt, run, onCleaned });
  }
}

function leftoverProblems(records: readonly TestRecord[], receipt: string): Problem[] {
  const left = records.filter(({ state }) => state === 'left');
  if (left.length === 0) return [];
  const named = left.map(({ kind, sourcedId }) => `${kindText(kind)} ${sourcedId}`).join(', ');
  return [
    problem('rehearse/left-behind', {
      detail: `Still there: ${named}.`,
      hint: `Clean up:\n  timeback-catalog rehearse --clean ${shellWord(receipt)}`,
    }),
  ];
}

/** The test records in the order in which they refer to each other. */
interface TestRecords {
  readonly student: OwnTestRecord;
  readonly guardian?: OwnTestRecord;
  readonly records: readonly OwnTestRecord[];
}

function testRecordsOf(
  courses: readonly { readonly sourcedId: string; readonly title: string }[],
  { withAgent, ...rehearsing }: Rehearsing & { readonly withAgent: boolean },
): TestRecords {
  const student = testUser('student', rehearsing);
  const guardian = withAgent ? testUser('guardian', rehearsing) : undefined;
  const groups = courses.map((course) => testClass(course, rehearsing));
  const enrollments = groups.map((group) => testEnrollment(student, group, rehearsing));
  return {
    student,
    ...(guardian && { guardian }),
    records: [student, ...(guardian ? [guardian] : []), ...groups, ...enrollments],
  };
}

/** The environment variable with the id of the application, unless `--app` names it. */
const appVariable = 'TIMEBACK_APP_ID';

/**
 * The application that events name: the `edApp.id` of the provisioning bundle, or an address made from its
 * last part; an emulator accepts any. In the dialect oneroster it is a name.
 */
function applicationOf(
  named: string | undefined,
  { world, open, connection }: Pick<RehearsalSession, 'world' | 'open' | 'connection'>,
): Checked<string> {
  const given = named ?? world.env[appVariable]?.trim();
  const { type, dialect } = open.environment;
  // Apps on the SDK have a name that nobody registers.
  if (dialect === 'oneroster') return checked(given || 'Rehearsal', []);
  const app = given || (type === 'emulator' ? 'rehearsal' : undefined);
  if (app === undefined) {
    return failure('usage/wrong', {
      detail: 'Every event names the application that sends it, but that application is unknown.',
      hint: `Give the \`edApp.id\` of the provisioning bundle, or its last part: \`--app ID\`, or the variable ${appVariable}.`,
    });
  }
  const isAddress = /^https?:\/\//.test(app);
  return checked(
    isAddress ? app : `${connection.baseUrl}/applications/1.0/${encodeURIComponent(app)}`,
    [],
  );
}

/** A platform on which test people can be made, and the manifests to rehearse. */
interface RehearsalSession extends Opened {
  readonly catalog: Catalog;
  readonly connection: Connection;
  readonly api: RehearsalApi;
}

async function openRehearsal(
  options: RehearseOptions,
  world: World,
): Promise<Checked<RehearsalSession>> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const chosen = chooseEnvironment(workspace.value, options, world);
  const sources = readSources(workspace.value);
  if (!chosen.ok || !sources.ok) {
    return { ok: false, problems: [...chosen.problems, ...sources.problems] };
  }
  const environment = chosen.value;
  const unsupported = unsupportedOn(environment);
  if (unsupported) return { ok: false, problems: [unsupported] };
  const written = sources.value.catalog;
  const desired = desiredIn({ catalog: written, environment }, workspace.value);
  if (!desired.ok) return desired;
  const { catalog } = desired.value;
  const orgs = orgsFor(written, environment);
  const connected = await connect(environment, workspace.value, { ...options, world, orgs });
  if (!connected.ok) return connected;
  const { connection, close } = connected.value;
  const { settle } = environment;
  const open = { environment, remote: openRemote(connection), settle, close };
  const api = openRehearsalApi(connection);
  return checked({ world, workspace: workspace.value, open, catalog, connection, api }, []);
}

/** Why an environment does not allow rehearsals; undefined if it does. */
function unsupportedOn(environment: Environment): Problem | undefined {
  if (environment.dialect !== 'oneroster') return undefined;
  const { name } = environment;
  if (environment.type === 'emulator' || environment.caliper !== undefined) return undefined;
  const host = eventHostOf(environment.baseUrl);
  if (host === undefined) return undefined;
  return problem('rehearse/unsupported', {
    detail: `The events of this platform go to a host of its own, and the environment "${name}" does not name it. Nothing was sent.`,
    hint: `Add \`caliper: ${host}\` to the environment, so that the token may be sent there.`,
  });
}
