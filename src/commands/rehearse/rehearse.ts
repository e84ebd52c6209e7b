import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import type { Prop, Rehearsal } from '../../model/rehearsal.ts';
import {
  type PropRecord,
  type Staging,
  testClass,
  testEnrollment,
  testUser,
} from '../../remote/classroom/rehearsal.ts';
import { toldWithout } from '../add-ons.ts';
import { ownOf } from '../own.ts';
import { readPlatform } from '../planning.ts';
import type { PlatformOptions } from '../platform.ts';
import type { World } from '../world.ts';
import { applicationOf } from './application.ts';
import { type CastOptions, chooseCast } from './cast.ts';
import { cleanUp, type Leftover } from './clean.ts';
import { startRehearsalJournal } from './journal.ts';
import { openTheatre, type Theatre } from './theatre.ts';
import { tryLessons } from './trials.ts';

export interface RehearseOptions extends PlatformOptions, CastOptions {
  /** The id or the address of the application; absent: that of the variable TIMEBACK_APP_ID. */
  readonly app?: string;
  /** Make a guardian as well, and link it to the student. */
  readonly agent?: boolean;
  /** How long XP is waited for. */
  readonly timeoutMs: number;
}

/**
 * The developer guide's flow on what is published: a test student in a class of each course, an event
 * for each lesson, XP; then everything that was made is marked `tobedeleted`, whatever happened.
 */
export async function rehearse(
  options: RehearseOptions,
  world: World,
): Promise<Checked<Rehearsal>> {
  const opened = await openTheatre(options, world);
  if (!opened.ok) return opened;
  try {
    return await perform(opened.value, options);
  } finally {
    opened.value.close();
  }
}

async function perform(theatre: Theatre, options: RehearseOptions): Promise<Checked<Rehearsal>> {
  const { world, workspace, open, stage, catalog, connection } = theatre;
  const application = applicationOf(options.app, theatre);
  if (!application.ok) return application;
  const state = await readPlatform({ world, workspace, open }, ownOf({ catalog }));
  if (!state.ok) return state;
  const chosen = chooseCast(options, catalog, state.value);
  if (!chosen.ok) return chosen;
  const cast = chosen.value;
  const { platform } = open.remote;
  const run = world.uuid();
  const journal = startRehearsalJournal(theatre, { run, platform, org: cast.org });
  if (!journal.ok) return journal;
  const receipt = journal.value;
  const leftovers: Leftover[] = [];
  const staging = {
    run,
    org: cast.org,
    now: world.now().toISOString(),
    uuid: world.uuid,
    facts: stage.facts,
  };
  const script = scriptOf(cast.courses, { ...staging, withAgent: options.agent === true });
  const problems: Problem[] = [];
  try {
    const failed = await make();
    const tried = failed
      ? undefined
      : await tryLessons({
          world,
          stage,
          journal: receipt,
          cast,
          student: script.student,
          application: application.value,
          baseUrl: connection.baseUrl,
          timeoutMs: options.timeoutMs,
        });
    problems.push(...(failed ?? tried?.problems ?? []));
    const cleaned = await clean();
    if (!tried) {
      const found = [...problems, ...cleaned.problems];
      return { ok: false, problems: [...found, ...leftBehind(cleaned.props, receipt.file)] };
    }
    return checked(
      {
        platform,
        org: cast.org,
        trials: tried.trials,
        omitted: cast.omitted,
        props: cleaned.props,
        receipt: receipt.file,
        problems: [...problems, ...cleaned.problems],
      },
      toldWithout(state.value, open.remote.dialect),
    );
  } finally {
    receipt.end();
  }

  /** Undefined where all was made. */
  async function make(): Promise<readonly Problem[] | undefined> {
    const total = script.props.length;
    for (const [done, prop] of script.props.entries()) {
      if (world.stop.aborted) return undefined;
      world.onProgress({ type: 'rehearsing', step: 'making', done, total });
      const unwritten = receipt.intend(prop);
      if (unwritten) return [unwritten];
      const failed = await stage.make(prop);
      leftovers.push({ prop, isKnown: !failed });
      if (failed) return [failed];
      receipt.note({ type: 'made', kind: prop.kind, sourcedId: prop.sourcedId });
    }
    world.onProgress({ type: 'rehearsing', step: 'making', done: total, total });
    const linked = script.guardian && (await stage.link(script.student, script.guardian));
    return linked ? [linked] : undefined;
  }

  async function clean() {
    const total = leftovers.length;
    if (total === 0) return { props: [], problems: [] };
    const onCleaned = (done: number) =>
      world.onProgress({ type: 'rehearsing', step: 'cleaning', done, total });
    onCleaned(0);
    return cleanUp(leftovers, { stage, journal: receipt, run, onCleaned });
  }
}

function leftBehind(props: readonly Prop[], receipt: string): Problem[] {
  const left = props.filter(({ state }) => state === 'left');
  if (left.length === 0) return [];
  const named = left.map(({ kind, sourcedId }) => `${kind} ${sourcedId}`).join(', ');
  return [
    problem('rehearse/left-behind', {
      detail: `Still there: ${named}.`,
      hint: `Take it away:\n  timeback-catalog rehearse --clean ${receipt}`,
    }),
  ];
}

/** What is made, in the order in which each thing refers to those before it. */
interface Script {
  readonly student: PropRecord;
  readonly guardian?: PropRecord;
  readonly props: readonly PropRecord[];
}

function scriptOf(
  courses: readonly { readonly sourcedId: string; readonly title: string }[],
  { withAgent, ...staging }: Staging & { readonly withAgent: boolean },
): Script {
  const student = testUser('student', staging);
  const guardian = withAgent ? testUser('guardian', staging) : undefined;
  const groups = courses.map((course) => testClass(course, staging));
  const enrollments = groups.map((group) => testEnrollment(student, group, staging));
  return {
    student,
    ...(guardian && { guardian }),
    props: [student, ...(guardian ? [guardian] : []), ...groups, ...enrollments],
  };
}
