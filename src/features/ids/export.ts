import { resolve } from 'node:path';
import type { Environment } from '../../config/environment.ts';
import { readOutside } from '../../files/outside.ts';
import { writeWhole } from '../../files/write.ts';
import { snapshotOf } from '../../identity/compared-snapshot.ts';
import { addNames, mintNames, type NamedThing, parseNames } from '../../identity/constant-names.ts';
import { placementsById } from '../../identity/placed-entries.ts';
import { type Catalog, type CatalogNode, fieldSpan } from '../../model/catalog.ts';
import type {
  CatalogConstants,
  ConstantName,
  ConstantNames,
  EventUrls,
  LessonConstant,
  NodeConstant,
  PlacementConstant,
} from '../../model/constants.ts';
import { eventUrl } from '../../model/event-check.ts';
import { inputLimits } from '../../model/input-limits.ts';
import type { Ledger } from '../../model/ledger.ts';
import {
  addressOf,
  type Entity,
  type IdKey,
  idKey,
  type Kind,
  nodeKey,
  titleIn,
} from '../../model/node.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import { firstFew } from '../../model/text.ts';
import { siblingsByParent } from '../../plan/desired.ts';
import { readBesideLedger } from '../../run/catalog/beside-ledger.ts';
import { readSources } from '../../run/catalog/sources.ts';
import { desiredIn, fieldsFor } from '../../run/catalog/target.ts';
import { openWorkspace, type Workspace, writeCatalog } from '../../run/catalog/workspace.ts';
import type { World } from '../../run/world.ts';
import { type ConstantsFormat, constantsFormats } from '../../text/constants/constants-formats.ts';
import { type EventPlatform, type EventPlatforms, eventPlatforms } from '../events/check-events.ts';
import { staleFile, staleHint } from './stale.ts';

interface IdsExportOptions {
  readonly format: ConstantsFormat;
  /** The path of the file; absent: the text is only returned. */
  readonly out?: string;
  /** Whether nothing is written, and a file that is not current is an error. */
  readonly check?: boolean;
  /** The only environment to export: with its overrides and event URLs. */
  readonly env?: string;
}

export interface IdsExport {
  readonly text: string;
  /** The file of names beside the ledger. */
  readonly namesFile: string;
  /** Names that this export gave. */
  readonly added: readonly ConstantName[];
  readonly nodes: number;
  /** Whether the text of the file changes, or would change. */
  readonly changed: boolean;
}

/** Exports the live ids of the catalog as constants. A name is given once, and kept beside the ledger. */
export function exportIds(
  options: IdsExportOptions,
  world: Pick<World, 'cwd' | 'sources'>,
): Checked<IdsExport> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const sources = readSources(workspace.value);
  const names = readNames(workspace.value);
  const opened = eventPlatforms(workspace.value, options.env);
  const all = [...sources.problems, ...names.problems, ...opened.problems];
  if (!sources.ok || !names.ok || !opened.ok) return { ok: false, problems: all };
  const { chosen, platforms } = opened.value;
  const { catalog: written, ledger } = sources.value;
  const held = heldBy(written, chosen, workspace.value, options.env);
  if (!held.ok) return { ok: false, problems: [...all, ...held.problems] };
  const { value: catalog, problems: warnings } = held;
  const [named] = options.env === undefined ? [] : chosen;
  const retyped = kindProblems(written, names.value);
  if (retyped.length > 0) return { ok: false, problems: retyped };
  const added = mintNames(
    snapshotOf(written),
    names.value.names.entries,
    placedIn(written, ledger).map(({ thing }) => thing),
  );
  const entries = new Map(names.value.names.entries);
  for (const one of added) entries.set(idKey(one.kind, one.sourcedId), one);
  const placed = placedIn(named ? fieldsFor(written, named) : written, ledger);
  const apart = named ? placed.filter((one) => isApart(one, named)) : [];
  const problems = [...all, ...warnings, ...apartProblems(apart, named)];
  const constants = buildConstants({
    ...{ catalog, placed: placed.filter((one) => !apart.includes(one)), names: entries },
    ...{ platforms, notes: notesOf(opened.value) },
  });
  const text = constantsFormats[options.format](constants);
  const before = options.out === undefined ? undefined : textOf(resolve(world.cwd, options.out));
  const result: IdsExport = {
    text,
    namesFile: names.value.file,
    added,
    nodes: catalog.nodes.size,
    changed: options.out !== undefined && before !== text,
  };
  if (options.check) {
    return checked(result, [...problems, ...staleProblems(result, before, options)]);
  }
  const keep = () => writeNames(workspace.value, names.value, added);
  if (options.out !== undefined && result.changed) {
    writeWhole(resolve(world.cwd, options.out), text, keep);
  } else keep();
  return checked(result, problems);
}

/**
 * Whether an environment has a placement under an id that the ledger does not know, since the lesson, unit or
 * resource has another id there.
 */
function isApart({ parentKind, parent, resource, isWritten }: Placed, { otherIds }: Environment) {
  const ends = [addressOf(parentKind, parent), addressOf('resource', resource)];
  return !isWritten && ends.some((one) => otherIds?.has(one));
}

function apartProblems(apart: readonly Placed[], environment: Environment | undefined): Problem[] {
  if (apart.length === 0 || !environment) return [];
  const names = apart.map(
    ({ parentKind, parent, resource }) => `${resource} in ${parentKind}/${parent}`,
  );
  return [
    problem('export/overridden', {
      detail: `${environment.name} has placements under ids that the ledger does not know, since their nodes have other ids there: ${firstFew(names, mostNamed)}. They are left out.`,
      hint: 'Look up their ids on that platform.',
    }),
  ];
}

/** The most placements that a warning names. The others are counted. */
const mostNamed = 5;

/**
 * Writes new names. This comes before the export is in its place, since the next one could rename constants
 * whose names were lost.
 */
function writeNames(
  workspace: Workspace,
  { file, text }: ReadNames,
  added: readonly ConstantName[],
): void {
  if (text === undefined && added.length === 0) return;
  const after = addNames(text, added);
  if (after !== text) writeCatalog(workspace, [[file, after]]);
}

/**
 * The catalog with the overrides of the named environment. Without one, warnings about courseCodes that
 * environments override.
 */
function heldBy(
  catalog: Catalog,
  chosen: readonly Environment[],
  workspace: Workspace,
  env: string | undefined,
): Checked<Catalog> {
  const [first] = chosen;
  if (env !== undefined && first) {
    const desired = desiredIn({ catalog, environment: first }, workspace);
    return desired.ok ? checked(desired.value.catalog, []) : desired;
  }
  const warnings = chosen.flatMap((environment): readonly Problem[] => {
    const { nodes } = fieldsFor(catalog, environment);
    return [...catalog.nodes].flatMap(([address, { entity, source }]) => {
      const code = nodes.get(address)?.entity.fields['courseCode'];
      if (entity.kind !== 'course' || code === entity.fields['courseCode']) return [];
      return [
        problem('export/overridden', {
          detail: `The environment ${environment.name} overrides the courseCode of ${address}.`,
          hint: `Export a file for it: --env ${environment.name}`,
          span: fieldSpan(source, 'courseCode'),
          address,
        }),
      ];
    });
  });
  return checked(catalog, warnings);
}

function kindProblems({ nodes }: Catalog, { file, names }: ReadNames): Problem[] {
  return [...nodes].flatMap(([address, { entity, source }]) => {
    const known = names.entries.get(nodeKey(entity));
    if (!known || known.kind === entity.kind) return [];
    return [
      problem('names/duplicate', {
        detail: `${file} has the id of this ${entity.kind} as the ${known.kind} ${known.name}.`,
        hint: 'An id keeps its kind: give the node a new id, or correct the line.',
        span: fieldSpan(source, 'sourcedId'),
        address,
      }),
    ];
  });
}

function notesOf({ chosen, platforms }: EventPlatforms): string[] {
  const row = 'event.lesson.path';
  const open = [
    'Event URLs of courses follow the developer guide. Event URLs of lessons are unverified:',
    `correct the row ${row} in the config (docs/dialect-partner.md) if the platform uses others.`,
  ];
  const ofCourses = [
    'Event URLs of oneroster environments are those of the official SDK, which names only courses:',
    'its activities are addresses of the app.',
  ];
  return [
    ...(platforms.some(({ unverified }) => unverified.includes(row)) ? open : []),
    ...(chosen.some(({ dialect }) => dialect === 'oneroster') ? ofCourses : []),
  ];
}

/** The text of a file without the line ends of the checkout; undefined if there is no file. */
function textOf(path: string): string | undefined {
  const found = readOutside(path, { most: inputLimits.saved.most, links: 'followed' });
  if (found.type !== 'file') return undefined;
  return new TextDecoder().decode(found.bytes).replaceAll('\r\n', '\n');
}

function staleProblems(
  { text, namesFile, added, changed }: IdsExport,
  before: string | undefined,
  { out = '' }: IdsExportOptions,
): Problem[] {
  const [first] = added;
  const names = first
    ? [
        problem('export/stale', {
          detail: `${namesFile} lacks the names of ${added.length} nodes, ${first.kind}/${first.sourcedId} among them.`,
          hint: staleHint,
        }),
      ]
    : [];
  if (!changed) return names;
  return [...names, staleFile({ file: out, before, after: text, hint: staleHint })];
}

/** A placement with its name and its place, which has the ids of the manifests, as the ledger does. */
interface Placed {
  readonly thing: NamedThing;
  readonly parentKind: 'unit' | 'lesson';
  readonly parent: string;
  readonly resource: string;
  /** Whether a manifest writes the id, which counts in all environments. */
  readonly isWritten: boolean;
}

/** The placements that have ids, in the order of the manifests. */
function placedIn(catalog: Catalog, ledger: Ledger | undefined): Placed[] {
  return [...placementsById(catalog, ledger)].flatMap(([sourcedId, entry]): Placed[] => {
    const { above, written, said } = entry;
    const { kind } = above.entity;
    if (kind !== 'unit' && kind !== 'lesson') return [];
    const { parent, resource } = written;
    const there = catalog.nodes.get(addressOf('resource', resource))?.entity.title;
    const title = titleIn(said) || (there ?? above.entity.title);
    const thing = { kind: 'placement', sourcedId, title, above: idKey(kind, parent) } as const;
    const isWritten = written.sourcedId !== undefined;
    return [{ thing, parentKind: kind, parent, resource, isWritten }];
  });
}

interface Given {
  readonly catalog: Catalog;
  readonly placed: readonly Placed[];
  /** The names of all nodes and placements, by their ids in the manifests. */
  readonly names: ReadonlyMap<IdKey, { readonly name: string }>;
  readonly platforms: readonly EventPlatform[];
  readonly notes: readonly string[];
}

/** The catalog as programs of an app know it. */
function buildConstants(given: Given): CatalogConstants {
  const { catalog, placed, names, platforms, notes } = given;
  const families = siblingsByParent(catalog);
  const childrenOf = ({ entity: { kind, sourcedId } }: CatalogNode) => {
    const addresses = families.get(addressOf(kind, sourcedId)) ?? [];
    return addresses.flatMap((address) => catalog.nodes.get(address) ?? []);
  };
  const of = (kind: Kind) => [...catalog.nodes.values()].filter((one) => one.entity.kind === kind);
  return {
    notes,
    courses: of('course').map((course) => ({
      ...own(course),
      ...courseCodeOf(course.entity),
      eventUrls: urls(course.entity.sourcedId, 'coursePath'),
      units: childrenOf(course).map((unit) => ({
        ...own(unit),
        lessons: childrenOf(unit).flatMap((lesson) => lessonsFrom(lesson)),
      })),
    })),
    resources: of('resource').map(own),
    ...(placed.length > 0 && { placements: placed.map(placementOf) }),
  };

  function placementOf({ thing, parentKind, parent, resource }: Placed): PlacementConstant {
    const { sourcedId, title } = thing;
    return {
      name: names.get(idKey('placement', sourcedId))?.name ?? '',
      ...{ sourcedId, title, parentKind },
      parent: names.get(idKey(parentKind, parent))?.name ?? '',
      resource: names.get(idKey('resource', resource))?.name ?? '',
      eventUrls: urls(sourcedId, 'lessonPath'),
    };
  }

  /** A lesson with the lessons below it. */
  function lessonsFrom(lesson: CatalogNode, above?: string): LessonConstant[] {
    const { name, ...node } = own(lesson);
    const eventUrls = urls(node.sourcedId, 'lessonPath');
    const below = childrenOf(lesson).flatMap((one) => lessonsFrom(one, name));
    return [{ name, ...node, ...(above !== undefined && { above }), eventUrls }, ...below];
  }

  function own({ entity, writtenId }: CatalogNode): NodeConstant {
    const { kind, sourcedId, title } = entity;
    return { name: names.get(idKey(kind, writtenId ?? sourcedId))?.name ?? '', sourcedId, title };
  }

  function urls(sourcedId: string, path: 'coursePath' | 'lessonPath'): EventUrls {
    return Object.fromEntries(
      platforms.flatMap(({ environment: { name, baseUrl }, forms: { [path]: form } }) =>
        form === undefined ? [] : [[name, eventUrl(baseUrl, form, sourcedId)]],
      ),
    );
  }
}

function courseCodeOf({ fields }: Entity): { courseCode?: string } {
  const code = fields['courseCode'];
  return typeof code === 'string' ? { courseCode: code } : {};
}

interface ReadNames {
  /** The path relative to the folder of the config. */
  readonly file: string;
  /** The text of the file; absent if no name was ever given. */
  readonly text?: string;
  readonly names: ConstantNames;
}

/** Reads the names of constants from the file beside the ledger: catalog.ids, catalog.names. */
function readNames(workspace: Workspace): Checked<ReadNames> {
  const read = readBesideLedger(workspace, {
    ending: '.names',
    what: 'the file of names',
    parse: parseNames,
    isSome: ({ entries }) => entries.size > 0,
  });
  if (!read.ok) return read;
  const { file, found } = read.value;
  return found
    ? checked({ file, text: found.text, names: found.content }, [])
    : checked({ file, names: { file, entries: new Map() } }, []);
}
