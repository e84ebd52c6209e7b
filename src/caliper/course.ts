import { type JsonNode, nodeAt } from '../document/json-nodes.ts';
import type { EventLoss } from '../model/event-forms.ts';
import type { Kind } from '../model/kind.ts';
import { referenceFrom, rightForm } from './reference.ts';
import { type Finding, finding, type Terms } from './terms.ts';

/** What an event says about its course or lesson, as far as the catalog knows that node. */
export interface Named {
  readonly sourcedId?: string;
  readonly findings: readonly Finding[];
}

/** The course that an event names. Every graded event needs one. */
export function courseOf(event: JsonNode, isGraded: boolean, terms: Terms): Named {
  const { without } = terms.forms;
  const node = nodeAt(event, 'extensions', 'course', 'id');
  if (node) {
    return named(node, {
      ...{ kind: 'course', at: 'extensions.course.id', terms },
      ...{ path: terms.forms.coursePath, outcome: without.knownCourse },
    });
  }
  if (!isGraded) return { findings: [] };
  const detail = 'extensions.course.id is missing, and graded events need it.';
  const hint = `It reads ${terms.environment.baseUrl}${terms.forms.coursePath}/ and the sourcedId.`;
  const said = { detail, hint, span: terms.spanOf(nodeAt(event, 'extensions') ?? event) };
  return { findings: [finding('events/course', without.course, said)] };
}

interface Wanted {
  readonly kind: 'course' | 'lesson';
  /** Keys from the event down to the node. */
  readonly at: string;
  readonly path: string;
  readonly outcome: EventLoss | 'credited';
  readonly terms: Terms;
}

/** Checks one reference of an event against the catalog. */
export function named(node: JsonNode, { kind, at, path, outcome, terms }: Wanted): Named {
  const wrong = (detail: string, hint?: string, comesTo: Wanted['outcome'] = outcome): Named => {
    const said = { detail, span: terms.spanOf(node), ...(hint !== undefined && { hint }) };
    return { findings: [finding(`events/${kind}`, comesTo, said)] };
  };
  if (typeof node.value !== 'string') return wrong(`${at} is no text.`);
  const reference = referenceFrom(node.value, path, terms);
  const { sourcedId } = reference;
  if (reference.type === 'other') {
    const isOurs = sourcedId !== undefined && terms.known.lookUp(sourcedId)?.kind === kind;
    const hint = isOurs ? `Write it so: ${rightForm(path, sourcedId, terms)}` : undefined;
    return wrong(`${at} names no ${kind} of this platform: it ${reference.reason}.`, hint);
  }
  const known = terms.known.lookUp(reference.sourcedId);
  if (known?.kind === kind && known.state === 'live') {
    return { sourcedId: reference.sourcedId, findings: [] };
  }
  if (known?.kind === kind && known.state === 'released') {
    // The node is live in the other catalog, which alone can tell whether the event is credited.
    return wrong(
      `${at} names ${reference.sourcedId}, a ${kind} that was released to the catalog ${known.to}.`,
      'It is published from there: check the events of it in that catalog.',
      'credited',
    );
  }
  return wrong(
    `${at} names ${reference.sourcedId}, ${stateText(known, kind)}.`,
    didYouMean(reference.sourcedId, terms),
  );
}

function stateText(known: ReturnType<Terms['known']['lookUp']>, wanted: Kind): string {
  if (!known) return `which is no ${wanted} of this catalog`;
  if (known.kind !== wanted) return `which is a ${known.kind} and no ${wanted}`;
  if (known.state === 'released') return `a ${wanted} that was released to another catalog`;
  return known.state === 'retired'
    ? `a ${wanted} that was retired`
    : `a ${wanted} that the ledger knows and no manifest holds`;
}

function didYouMean(sourcedId: string, { known }: Terms): string | undefined {
  const like = known.likeness(sourcedId);
  return like === undefined || like === sourcedId ? undefined : `Did you mean "${like}"?`;
}
