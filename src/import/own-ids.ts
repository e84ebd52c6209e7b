import { quoted } from '../document/wording.ts';
import { isUuid } from '../identity/shape.ts';
import type { Ledger } from '../model/ledger.ts';
import { inOneForm, mangling, manglingsOf } from '../model/mangled.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { Outline, OutlineNode } from './outline.ts';
import { titleOf } from './placements.ts';

/** Context for checking ids that a source brings. */
export interface Door {
  readonly ledger?: Ledger;
  /** Whether manifests or ledger have the id already. Such ids are not checked again. */
  readonly isKnown: (id: string) => boolean;
  /** The form that the config demands. */
  readonly form?: 'uuid';
}

/**
 * Checks the ids of a source before they become permanent: damage by spreadsheets, and the form
 * that the config demands.
 */
export function checkOwnIds(outline: Outline, door: Door): Problem[] {
  const nodes = outline.courses.flatMap(all).filter(hasOwnId);
  const originals = originalsIn(door.ledger);
  return nodes.flatMap((node) => faultOf(node, originals, door) ?? []);
}

type WithId = OutlineNode & { readonly ownId: string };

function faultOf(
  node: WithId,
  originals: ReadonlyMap<string, string>,
  { isKnown, form }: Door,
): Problem | undefined {
  const { kind, ownId, at } = node;
  if (isKnown(ownId)) return undefined;
  const subject = `The ${kind} ${quoted(titleOf(node))} at ${at}`;
  const original = originals.get(`${kind} ${inOneForm(ownId)}`);
  if (original !== undefined) {
    return problem('import/mangled-id', {
      detail: `${subject} has the id ${quoted(ownId)}, which is what a spreadsheet makes of ${original}: that ${kind} is here.`,
      hint: `Write ${original} in the source. ${asText}`,
    });
  }
  const found = mangling(ownId);
  if (found) {
    return problem(found.isCertain ? 'import/mangled-id' : 'import/doubtful-id', {
      detail: `${subject} has the id ${quoted(ownId)}: ${found.what}.`,
      hint: `Look up what it was. ${asText}`,
    });
  }
  if (form === 'uuid' && !isUuid(ownId)) {
    return problem('id/not-uuid', {
      detail: `${subject} has the id ${quoted(ownId)}, which is no UUID, and the config demands UUIDs (sourcedId.form).`,
      hint: 'Leave the id out of the source, and the import mints one; what the source calls the node may stand in a column `key`.',
    });
  }
  return undefined;
}

const asText =
  'In the spreadsheet, format the column of ids as text before the ids are put into it, and save the table again.';

/** Ids of the ledger, by kind and the form that a spreadsheet would give them. */
function originalsIn(ledger: Ledger | undefined): ReadonlyMap<string, string> {
  const entries = [...(ledger?.entries.values() ?? [])];
  return new Map(
    entries.flatMap(({ kind, sourcedId }) =>
      manglingsOf(sourcedId).map((mangled) => [`${kind} ${mangled}`, sourcedId] as const),
    ),
  );
}

/**
 * Reports ids that stand at nodes with different titles: such nodes are not one node in two places.
 */
export function sharedIds({ courses }: Pick<Outline, 'courses'>): Problem[] {
  const first = new Map<string, WithId>();
  return courses
    .flatMap(all)
    .filter(hasOwnId)
    .flatMap((node) => {
      const name = `${node.kind} ${node.ownId}`;
      const earlier = first.get(name);
      if (!earlier) first.set(name, node);
      return (earlier && clashOf(earlier, node)) ?? [];
    });
}

/** The problem of two nodes with one id and different titles. */
export function clashOf(earlier: OutlineNode, later: OutlineNode): Problem | undefined {
  const isOne = earlier.ownId !== undefined && earlier.ownId === later.ownId;
  // A row without a title, or with the id as its title, only refers to the node.
  const titles = [earlier, later].map(({ fields: { title } }) =>
    typeof title === 'string' ? title : '',
  );
  const [one = '', other = ''] = titles.map(plain);
  return isOne && one !== '' && other !== '' && one !== other
    ? sharedId(earlier, later)
    : undefined;
}

/** A title reduced to what tells nodes apart. */
function plain(title: string): string {
  return title.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
}

function sharedId(a: OutlineNode, b: OutlineNode): Problem {
  return problem('import/shared-id', {
    detail: `The ${b.kind} ${quoted(titleOf(b))} at ${b.at} has the id of the ${a.kind} ${quoted(titleOf(a))} at ${a.at}, ${quoted(b.ownId ?? '')}.`,
    hint: 'Give each its own id in the source, or leave the id of the new one out: the import mints one.',
  });
}

function hasOwnId(node: OutlineNode): node is WithId {
  return node.ownId !== undefined;
}

function all(node: OutlineNode): OutlineNode[] {
  return [node, ...node.children.flatMap(all), ...node.resources.flatMap(all)];
}
