import { join } from 'node:path';
import type { Environment } from '../../config/environment.ts';
import { rewriteValue } from '../../document/layout.ts';
import { parseYaml } from '../../document/parse.ts';
import { quoteShort } from '../../document/place.ts';
import { decodeText } from '../../document/source-text.ts';
import { shellWord } from '../../model/id-commands.ts';
import {
  isNumber,
  isObject,
  isSameJson,
  type Json,
  type JsonObject,
  plainNumber,
} from '../../model/json.ts';
import { objectUnder } from '../../model/json-values.ts';
import { entriesWith } from '../../model/ledger.ts';
import { type Address, addressOf } from '../../model/node.ts';
import { type Checked, checked, failure, type Problem, problem } from '../../model/problem.ts';
import { sdkIdentityOf, sdkUsualSubject } from '../../model/sdk/values.ts';
import { checkOtherIdsOf } from '../../run/catalog/target.ts';
import { readWorkspace } from '../../run/catalog/workspace.ts';
import type { World } from '../../run/world.ts';
import { matched, sdkEntryOf } from '../ids/sdk-config.ts';
import { readThere } from '../ids/sdk-config-file.ts';
import { type SdkCourse, sdkCoursesOf, slotsOf } from '../ids/sdk-courses.ts';
import type { ImportedNode, LeftOut } from './imported.ts';
import { type ImportPlace, openImportPlace } from './place.ts';
import {
  finishImport,
  type ImportOptions,
  type ImportResult,
  type Prepared,
  prepareImport,
} from './write-files.ts';

export interface ImportSdkConfigOptions extends ImportOptions {
  /** The path of a `timeback.config.json`. */
  readonly file: string;
}

export interface ImportSdkConfigResult extends ImportResult {
  /** Ids that the config got for its environments: those of courses with another id there. */
  readonly environmentIds: readonly GivenId[];
}

interface GivenId {
  readonly environment: string;
  readonly address: Address;
  readonly sourcedId: string;
}

/**
 * Imports the courses of an app on the official SDK: the config gets the ids that they have in each
 * environment, and manifests get fields that they do not have yet. Other values in manifests stay, and are
 * reported.
 */
export function importSdkConfig(
  options: ImportSdkConfigOptions,
  world: World,
): Checked<ImportSdkConfigResult> {
  const place = openImportPlace(world);
  if (!place.ok) return place;
  const { workspace, catalog } = place.value;
  const there = readThere(options.file, world.cwd, 'followed');
  if (!there.ok || !there.value) {
    const { span, detail = 'There is no such file.' } = there.problems[0] ?? {};
    return unreadable(`${options.file}: ${detail}`, span);
  }
  const { courses: listed } = there.value.value;
  const entries = Array.isArray(listed) ? listed.filter((one) => isObject(one)) : [];
  const { courses } = sdkCoursesOf(workspace, catalog, {});
  const known = matched(entries, courses);
  const taken = new Taken(place.value, options);
  const nodes = entries.flatMap((entry, at): ImportedNode[] => {
    const course = known.get(at);
    return course ? [taken.ofManifest(course, entry)] : taken.ofNone(entry, at);
  });
  if (taken.problems.length > 0) return { ok: false, problems: taken.problems };
  const { configFile } = workspace;
  const text = taken.ids.length > 0 ? configWith(place.value, taken.ids) : undefined;
  const ready = prepareImport(
    place.value,
    {
      imported: { courses: nodes, resources: [] },
      ...{ present: 'follow', retired: [], reason: '' },
      further: new Map(text === undefined ? [] : [[configFile, text]]),
    },
    options,
  );
  if (!ready.ok) return ready;
  const wrong = text === undefined ? [] : wrongAfter(place.value, text, ready.value);
  if (wrong.length > 0) return { ok: false, problems: wrong };
  const { leftOut, ids: environmentIds } = taken;
  const result = finishImport(place.value, ready.value, { dryRun: options.dryRun, leftOut });
  return checked({ ...result, environmentIds }, place.problems);
}

/** Collects what is imported from the entries, and what is not. */
class Taken {
  readonly ids: GivenId[] = [];
  readonly leftOut: LeftOut[] = [];
  readonly problems: Problem[] = [];
  readonly #place: ImportPlace;
  readonly #options: ImportSdkConfigOptions;
  readonly #codes: ReadonlySet<Json | undefined>;
  readonly #slots: ReadonlyMap<string, Environment>;

  constructor(place: ImportPlace, options: ImportSdkConfigOptions) {
    this.#place = place;
    this.#options = options;
    const courses = [...place.catalog.nodes.values()].filter(
      ({ entity }) => entity.kind === 'course',
    );
    this.#codes = new Set(courses.map(({ entity }) => entity.fields['courseCode']));
    this.#slots = slotsOf(place.workspace.config);
  }

  ofManifest(course: SdkCourse, entry: JsonObject): ImportedNode {
    const { sourcedId, title, fields } = course.node.entity;
    const name = `the course ${quoteShort(title)}`;
    for (const [slot, id] of idsIn(entry)) this.#give(slot, id, sourcedId, name);
    const { courseCode, subject, grade } = sdkIdentityOf(fields);
    const said: JsonObject = {
      ...(courseCode !== undefined && { courseCode }),
      // The file has a usual subject for a course without any.
      subjects: subject === undefined ? (fields['subjects'] ?? [sdkUsualSubject]) : [subject],
      ...(fields['grades'] !== undefined && {
        grades: grade === undefined ? fields['grades'] : [grade],
      }),
      ...(course.level !== undefined && { level: course.level }),
      metadata: course.metadata,
    };
    const { courseCode: code, ...uncoded } = fieldsIn(entry);
    const isOthers = courseCode === undefined && this.#codes.has(code);
    if (isOthers) {
      this.leftOut.push({
        what: `courseCode ${shown(code ?? '')} of ${name}`,
        why: 'another course of the catalog has it',
      });
    }
    const theirs = isOthers || code === undefined ? uncoded : { ...uncoded, courseCode: code };
    const isUnsaid =
      subject === undefined && !isSameJson(theirs['subjects'] ?? null, [sdkUsualSubject]);
    const { subjects, ...others } = said;
    const mine = isUnsaid ? others : { ...others, subjects: subjects ?? [] };
    const fresh = this.#unsaid(theirs, mine, name);
    this.#leaveOutOverrides(entry, name, overridesIn(sdkEntryOf(course, {})));
    return { kind: 'course', sourcedId, fields: { ...fresh, title }, children: [], resources: [] };
  }

  #leaveOutOverrides(entry: JsonObject, name: string, ofConfig: JsonObject = {}): void {
    if (!isObject(entry['overrides']) || isSameJson(overridesIn(entry), ofConfig)) return;
    this.leftOut.push({
      what: `overrides of ${name}`,
      why: 'they are not those of the config, whose environments have `overrides` of their own',
    });
  }

  /** The fields that the manifests do not have, and so are imported. Contradictions are reported. */
  #unsaid(theirs: JsonObject, said: JsonObject, name: string, path = ''): JsonObject {
    return Object.fromEntries(
      Object.entries(theirs).flatMap(([key, value]): [string, Json][] => {
        const mine = said[key];
        if (mine === undefined) return [[key, value]];
        if (isObject(value) && isObject(mine)) {
          const inner = this.#unsaid(value, mine, name, `${path}${key}.`);
          return Object.keys(inner).length > 0 ? [[key, inner]] : [];
        }
        if (!isSameJson(value, mine)) {
          this.leftOut.push({
            what: `${path}${key} ${shown(value)} of ${name}`,
            why: `the catalog says ${shown(mine)}, which stays`,
          });
        }
        return [];
      }),
    );
  }

  #give(slot: string, id: string, sourcedId: string, name: string): void {
    const { configFile } = this.#place.workspace;
    const environment = this.#environment(slot);
    const address = addressOf('course', sourcedId);
    const other = environment?.otherIds?.get(address);
    if (id === (other?.id ?? sourcedId)) return;
    if (!environment) {
      this.leftOut.push({
        what: `the id ${id} of ${name} in ${slot}`,
        why: `no environment of ${configFile} is that platform of the SDK: write one, named so or with its address, and import again`,
      });
      return;
    }
    if (!other) {
      this.ids.push({ environment: environment.name, address, sourcedId: id });
      return;
    }
    this.problems.push(
      problem('import/other-id', {
        detail: `${this.#options.file} gives ${name} the id ${id} in ${slot}, and ${configFile} says that it is ${other.id} in ${environment.name}.`,
        hint: `\`timeback-catalog plan --env ${environment.name}\` shows whether the platform has that course. Write the id that it has into both files.`,
        span: { file: configFile, start: other.at },
        address,
      }),
    );
  }

  /** The environment that is a platform of the SDK. A built-in one has no place for ids. */
  #environment(name: string): Environment | undefined {
    const environment = this.#slots.get(name);
    const { described } = this.#place.workspace.config;
    return environment && described.has(environment.name) ? environment : undefined;
  }

  /** A node for a course that no manifest has. The file has no title for it. */
  ofNone(entry: JsonObject, at: number): ImportedNode[] {
    const { untitled, file } = this.#options;
    const ids = idsIn(entry);
    const what = `the course number ${at + 1} of ${file}`;
    const why = this.#whyNone(ids, entry);
    const [first] = ids;
    if (why !== undefined || !first || untitled === undefined) {
      this.leftOut.push({ what, why: why ?? '' });
      return [];
    }
    // An id that no environment has is not the one under which the course is published.
    const [, sourcedId] = ids.find(([slot]) => this.#slots.has(slot)) ?? first;
    for (const [slot, id] of ids) this.#give(slot, id, sourcedId, what);
    this.#leaveOutOverrides(entry, what);
    const fields = { ...fieldsIn(entry), title: untitled };
    return [{ kind: 'course', sourcedId, fields, children: [], resources: [] }];
  }

  #whyNone(ids: readonly (readonly [string, string])[], entry: JsonObject): string | undefined {
    const { ledger } = this.#place;
    const [first] = ids;
    if (!first) return `no manifest is this course, and it has no id yet: ${newCourseFor(entry)}`;
    const [slot, id] = first;
    if (ids.some(([, one]) => entriesWith(ledger, one).length > 0))
      return 'no manifest is this course, and the ledger has its id: it was retired or released';
    if (this.#options.untitled !== undefined) return undefined;
    const env = this.#environment(slot)?.name ?? 'NAME';
    return `no manifest is this course: \`timeback-catalog import remote --env ${env} --course ${shellWord(id)}\` takes it with its title and all below it, and \`--untitled TITLE\` makes it from this file alone`;
  }
}

function idsIn({ ids }: JsonObject): readonly (readonly [string, string])[] {
  return Object.entries(objectUnder(ids)).flatMap(([slot, id]) =>
    typeof id === 'string' && id !== '' ? [[slot, id] as const] : [],
  );
}

/** The fields of an entry as manifests have them. Address and sensor belong to the app. */
function fieldsIn({ courseCode, subject, grade, level, metadata }: JsonObject): JsonObject {
  const number = isNumber(grade ?? null) ? plainNumber(grade) : grade;
  return {
    ...(typeof courseCode === 'string' && courseCode !== '' && { courseCode }),
    ...(typeof subject === 'string' && { subjects: [subject] }),
    ...(number !== undefined && number !== null && { grades: [String(number)] }),
    ...(typeof level === 'string' && { level }),
    ...(isObject(metadata) && { metadata }),
  };
}

/** How to make the course of an entry, so that the next import recognises it. */
function newCourseFor(entry: JsonObject): string {
  const { courseCode, subjects = [sdkUsualSubject], grades } = fieldsIn(entry);
  const make = 'timeback-catalog new course TITLE';
  if (typeof courseCode === 'string')
    return `\`${make} --course-code ${shellWord(courseCode)}\` makes it; then import again`;
  // Apps know a course without a code by its subject and grade.
  if (grades === undefined)
    return `write a \`courseCode\` into the entry, make the course by \`${make} --course-code CODE\`, and import again`;
  return `\`${make}\` makes it; write subjects ${JSON.stringify(subjects)} and grades ${JSON.stringify(grades)} into it, and import again`;
}

function shown(value: Json): string {
  if (typeof value === 'string') return quoteShort(value);
  const text = JSON.stringify(value);
  return text.length < 60 ? text : quoteShort(text);
}

function overridesIn({ overrides }: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(objectUnder(overrides)).flatMap(([slot, value]) => {
      const own = fieldsIn(objectUnder(value));
      return Object.keys(own).length > 0 ? [[slot, own] as const] : [];
    }),
  );
}

/** The text of the config with further ids of courses. Its comments stay. */
function configWith({ workspace, started }: ImportPlace, ids: readonly GivenId[]): string {
  const { configFile, configBytes } = workspace;
  const read = decodeText(configFile, configBytes);
  const text = started.get(configFile) ?? (read.ok ? read.value : '');
  const document = parseYaml(configFile, text);
  const value = objectUnder(document.ok ? document.value.value : undefined);
  const before = objectUnder(value, 'environments');
  const environments = Object.entries(before).map(([name, environment]) => {
    const own = ids.filter((one) => one.environment === name);
    const given = Object.fromEntries(own.map(({ address, sourcedId }) => [address, sourcedId]));
    const laid = objectUnder(environment);
    return [
      name,
      own.length > 0 ? { ...laid, ids: { ...objectUnder(laid['ids']), ...given } } : laid,
    ];
  });
  const wanted = { ...value, environments: Object.fromEntries(environments) };
  return rewriteValue(text, wanted, { order: [], lists: {} });
}

/** Problems with the ids of environments in the config to be written. */
function wrongAfter(
  { workspace }: ImportPlace,
  text: string,
  { catalog, ledger }: Prepared,
): readonly Problem[] {
  const { folder, configFile, sources } = workspace;
  const bytes = new TextEncoder().encode(text);
  const after = readWorkspace({ path: join(folder, configFile), folder, bytes }, sources);
  return after.ok ? checkOtherIdsOf(after.value, { catalog, ledger }) : after.problems;
}

function unreadable(detail: string, span: Problem['span']): Checked<never> {
  const hint = 'Name the file that apps on the official SDK start from, timeback.config.json.';
  return failure('import/unreadable', { detail, hint, ...(span && { span }) });
}
