import { type Address, addressOf } from '../../model/address.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Kind, plural } from '../../model/kind.ts';
import type { RemoteEntity, RemoteState } from '../../model/remote.ts';
import { isTitle } from '../../model/title.ts';
import type { Imported, ImportedNode, LeftOut } from '../imported.ts';
import { type Admission, admit, nameOf } from './admit.ts';
import { fieldSorter, unknown } from './author-fields.ts';

export interface FromRemote {
  readonly imported: Imported;
  /** Nodes that are retired on the platform, for the ledger. */
  readonly retired: readonly { readonly kind: Kind; readonly sourcedId: string }[];
  readonly leftOut: readonly LeftOut[];
}

export interface RemoteImport extends Admission {
  /** Courses of this org do not name it. */
  readonly org?: string;
  /** Lessons whose placements cannot be planned, with the reason. */
  readonly unplaced: ReadonlyMap<Address, string>;
  /** Whether fields unknown to manifests become `additional`. */
  readonly additional: boolean;
  /** Names that `additional` may not hold. */
  readonly taken: ReadonlySet<string>;
}

/** Turns the records of a platform into nodes for manifests, in the platform's order. */
export function fromRemote(state: RemoteState, options: RemoteImport): FromRemote {
  const sort = fieldSorter();
  const { admitted, retired, leftOut } = admit(state, options);
  const out = [...leftOut];
  const children = Map.groupBy(admitted.values(), ({ entity }) => entity.parent);
  const resources = resourcesByCourse(admitted);
  const of = (kind: Kind) =>
    [...admitted.values()].filter(({ entity }) => entity.kind === kind).map(({ entity }) => entity);

  const courses = of('course').map(({ sourcedId }) => node(addressOf('course', sourcedId)));
  const homeless = of('resource').filter(({ sourcedId }) => !resources.homes.has(sourcedId));
  return {
    imported: {
      courses,
      resources: homeless.map(({ sourcedId }) => node(addressOf('resource', sourcedId))),
    },
    retired,
    leftOut: out,
  };

  function node(address: Address): ImportedNode {
    const remote = admitted.get(address);
    if (!remote) throw new Error(`${address} was not admitted`);
    const { kind, sourcedId } = remote.entity;
    const inner = [...(children.get(address) ?? [])].sort(byNumber);
    const own = kind === 'course' ? (resources.ofCourse.get(sourcedId) ?? []) : [];
    return {
      kind,
      sourcedId,
      fields: fieldsOf(remote, address),
      children: inner.map(({ entity }) => node(addressOf(entity.kind, entity.sourcedId))),
      resources: own.map((id) => node(addressOf('resource', id))),
    };
  }

  function fieldsOf({ entity }: RemoteEntity, address: Address): JsonObject {
    const { kind, sourcedId } = entity;
    // Fields in the manifests take precedence.
    if (options.present.has(sourcedId)) return {};
    const { fields, unfit } = sort(kind, withoutDerived(entity.fields, kind));
    const kept = Object.fromEntries(
      Object.entries(fields).filter(([field, value]) => {
        if (field === 'org' && value === options.org) return false;
        const lost = lostReferences(field, value, admitted, options);
        const refused = field === 'resources' ? options.unplaced.get(address) : undefined;
        if (lost === 0 && refused === undefined) return true;
        const why = refused ?? 'names nodes that are not taken in';
        out.push({ what: `${field} of the ${nameOf(entity)}`, why });
        return false;
      }),
    );
    const further = options.additional
      ? unfit.filter(({ field, why }) => why === unknown && !options.taken.has(field))
      : [];
    for (const one of unfit) {
      if (further.includes(one) || isDerived(one.field) || one.field === 'title') continue;
      out.push(
        one.why === unknown
          ? { what: `${one.field} of ${plural[kind]}`, why: unmanaged }
          : { what: `${one.field} of the ${nameOf(entity)}`, why: one.why },
      );
    }
    const additional = Object.fromEntries(
      further.map(({ field }) => [field, entity.fields[field] ?? null]),
    );
    return {
      title: options.untitled ?? '',
      ...kept,
      ...(typeof kept['title'] === 'string' && { title: titleFor(kept['title'], options) }),
      // Without it the course would get the org of the config.
      ...(kind === 'course' &&
        options.org !== undefined &&
        isNone(entity.fields['org']) && { org: null }),
      ...(further.length > 0 && { additional }),
    };
  }
}

const unmanaged =
  'no field that manifests know: it stays on the platform as it is, `--additional` takes it in';

/** The fields without those that follow from the place of the node. */
function withoutDerived(fields: JsonObject, kind: Kind): JsonObject {
  const { course: _, ...rest } = fields;
  return kind === 'lesson' ? rest : fields;
}

function isNone(value: unknown): boolean {
  return value === undefined || value === null;
}

/** Other names for the place of a node, which some platforms store with it. */
function isDerived(field: string): boolean {
  return field === 'courseComponent';
}

function lostReferences(
  field: string,
  value: unknown,
  admitted: ReadonlyMap<Address, RemoteEntity>,
  { present }: Admission,
): number {
  const kind = field === 'resources' ? 'resource' : field === 'prerequisites' ? 'unit' : undefined;
  if (!kind || !Array.isArray(value)) return 0;
  return value.filter(
    (id) => !admitted.has(addressOf(kind, String(id))) && present.get(String(id)) !== kind,
  ).length;
}

function byNumber(a: RemoteEntity, b: RemoteEntity): number {
  const [first, second] = [a.sortOrder ?? Infinity, b.sortOrder ?? Infinity];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Resources by the course of the first lesson that places them. */
function resourcesByCourse(admitted: ReadonlyMap<Address, RemoteEntity>) {
  const homes = new Set<string>();
  const ofCourse = new Map<string, string[]>();
  for (const { entity } of admitted.values()) {
    const placed = entity.kind === 'lesson' ? entity.fields['resources'] : undefined;
    const unit = entity.parent && admitted.get(entity.parent);
    const course = unit?.entity.parent?.slice('course/'.length);
    if (
      !Array.isArray(placed) ||
      course === undefined ||
      !admitted.has(addressOf('course', course))
    )
      continue;
    for (const id of placed.map(String)) {
      if (homes.has(id) || !admitted.has(addressOf('resource', id))) continue;
      homes.add(id);
      ofCourse.set(course, [...(ofCourse.get(course) ?? []), id]);
    }
  }
  return { homes, ofCourse };
}

/** A title without a visible character counts as absent. */
function titleFor(title: string, { untitled }: { readonly untitled?: string }): string {
  return untitled !== undefined && !isTitle(title) ? untitled : title.normalize('NFC');
}
