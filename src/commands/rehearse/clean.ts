import { type Problem, problem } from '../../model/problem.ts';
import { type Prop, type PropKind, propKinds } from '../../model/rehearsal.ts';
import type { PropRecord, Stage } from '../../remote/classroom/rehearsal.ts';
import type { RehearsalJournal } from './journal.ts';

/** Something to be taken away, and whether it is known that this run made it. */
export interface Leftover {
  readonly prop: PropRecord;
  readonly isKnown: boolean;
}

interface Cleaning {
  readonly stage: Stage;
  readonly journal: RehearsalJournal;
  readonly run: string;
  readonly onCleaned: (done: number) => void;
}

/**
 * Marks what a rehearsal made `tobedeleted`: enrollments, then classes, then people. What is not known
 * to be made by this run is looked at first, and touched only where it names the run as its own.
 */
export async function cleanUp(
  leftovers: readonly Leftover[],
  { stage, journal, run, onCleaned }: Cleaning,
): Promise<{ readonly props: readonly Prop[]; readonly problems: readonly Problem[] }> {
  const problems: Problem[] = [];
  const props: Prop[] = [];
  for (const kind of propKinds.toReversed()) {
    await Promise.all(leftovers.filter((one) => one.prop.kind === kind).map(cleanOne));
  }
  journal.note({ type: 'end', left: props.filter(({ state }) => state === 'left').length });
  return { props, problems };

  async function cleanOne({ prop, isKnown }: Leftover): Promise<void> {
    const { kind, sourcedId, called } = prop;
    const state = await stateAfter(prop, isKnown);
    if (state !== 'left') journal.note({ type: state, kind, sourcedId });
    props.push({ kind, sourcedId, called, state });
    onCleaned(props.length);
  }

  async function stateAfter(prop: PropRecord, isKnown: boolean): Promise<Prop['state']> {
    if (!isKnown) {
      const found = await stage.runOf(prop.kind, prop.sourcedId);
      if (!found.ok) return left(found.problems);
      if (!found.value) return 'absent';
      if (found.value.run !== run) return left([notOurs(prop.kind, prop.sourcedId)]);
    }
    const failed = await stage.retire(prop);
    return failed ? left([failed]) : 'retired';
  }

  function left(found: readonly Problem[]): 'left' {
    problems.push(...found);
    return 'left';
  }
}

function notOurs(kind: PropKind, sourcedId: string): Problem {
  return problem('rehearse/not-ours', {
    detail: `The ${kind} ${sourcedId} does not say that this rehearsal made it, so it was not touched.`,
    hint: 'The receipt was edited, or somebody wrote over the record since. If it is the test record, mark it `tobedeleted` by hand.',
  });
}
