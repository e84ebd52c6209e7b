import { resolve } from 'node:path';
import { selectEnvironment } from '../../config/choose-environments.ts';
import { sdkConfigName } from '../../config/config.ts';
import { readJsonNodes } from '../../document/json-nodes.ts';
import { isJsonText, jsonTextOf, jsonValueOf, rewriteJson } from '../../document/json-text.ts';
import { lineStartsOf, pointAtOffset } from '../../document/parse.ts';
import { decodeText } from '../../document/source-text.ts';
import { readOutside } from '../../files/outside.ts';
import { writeWhole } from '../../files/write.ts';
import type { Catalog } from '../../model/catalog.ts';
import { shellWord } from '../../model/id-commands.ts';
import { inputLimits } from '../../model/input-limits.ts';
import {
  isObject,
  isSameJson,
  type JsonObject,
  parseJson,
  repeatedKeyIn,
} from '../../model/json.ts';
import type { Ledger } from '../../model/ledger.ts';
import { idKey } from '../../model/node.ts';
import {
  type Checked,
  checked,
  failure,
  hasErrors,
  type Problem,
  problem,
  wrongUsage,
} from '../../model/problem.ts';
import { readSources } from '../../run/catalog/sources.ts';
import { openWorkspace, type Workspace } from '../../run/catalog/workspace.ts';
import type { World } from '../../run/world.ts';
import { type SdkConfig, sdkConfigFor, sdkConfigOrder, sensorOf } from './sdk-config.ts';
import {
  type SdkEnvironment,
  type SdkSelection,
  sdkCoursesOf,
  sdkEnvironments,
  slotOf,
} from './sdk-courses.ts';
import { staleFile } from './stale.ts';

interface SdkConfigOptions {
  /** The path of the file; absent: the text is only returned. */
  readonly out?: string;
  /** Whether nothing is written, and a file that is not current is an error. */
  readonly check?: boolean;
  /** The environment whose platform alone is exported; absent: both platforms. */
  readonly env?: string;
  /** Ids and codes of the courses of the app; absent: those of the config, otherwise all. */
  readonly course?: readonly string[];
  readonly sensor?: string;
  readonly appName?: string;
}

export interface SdkConfigExport {
  readonly text: string;
  /** The number of exported courses. */
  readonly courses: number;
  /** Whether the content of the file changes, or would change. */
  readonly changed: boolean;
  /** Whether the app still has the default name of the SDK. */
  readonly isUnnamed: boolean;
}

/** Writes the file from which apps on the official SDK start, over its existing content. */
export function exportSdkConfig(
  options: SdkConfigOptions,
  world: Pick<World, 'cwd' | 'sources'>,
): Checked<SdkConfigExport> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const sources = readSources(workspace.value);
  const { out = '', env } = options;
  const there =
    options.out === undefined ? checked(undefined, []) : readThere(out, world.cwd, 'followed');
  const chosen = chosenIn(workspace.value, env);
  const sensor = checkSensor(options.sensor);
  const all = [...sources.problems, ...there.problems, ...chosen.problems, ...sensor];
  if (!sources.ok || !there.ok || !chosen.ok || hasErrors(sensor)) {
    return { ok: false, problems: all };
  }
  const { catalog, ledger } = sources.value;
  const courses = options.course ?? workspace.value.config.sdk?.courses;
  const made = makeSdkConfig(
    { workspace: workspace.value, catalog, ledger, there: there.value, file: out },
    { ...options, selection: { courses, env: chosen.value } },
  );
  const problems = [...all, ...made.problems];
  if (hasErrors(made.problems)) return { ok: false, problems };
  const { value, count } = made;
  const text = made.text();
  const changed = there.value === undefined || !isSameJson(there.value.value, value);
  const result: SdkConfigExport = {
    text,
    courses: count,
    changed: options.out !== undefined && changed,
    isUnnamed: value['name'] === unnamed,
  };
  if (options.check) {
    const stale = changed
      ? [staleFile({ file: out, before: there.value?.text, after: text, hint: afterCheck })]
      : [];
    return checked(result, [...problems, ...stale]);
  }
  if (result.changed) writeWhole(resolve(world.cwd, out), text);
  return checked(result, problems);
}

const unnamed = 'Timeback App';
const afterCheck = 'Run the same command without --check, and commit the file.';

/** An existing config of an app. */
interface ThereConfig {
  readonly text: string;
  readonly value: JsonObject;
}

interface Made extends SdkConfig {
  readonly text: () => string;
  /** The number of courses of the catalog in it. */
  readonly count: number;
}

interface Making {
  readonly workspace: Workspace;
  readonly catalog: Catalog;
  readonly ledger: Ledger | undefined;
  readonly there: ThereConfig | undefined;
  /** The name of the file in messages. */
  readonly file: string;
}

/** The content that the file of an app should have. */
function makeSdkConfig(
  { workspace, catalog, ledger, there, file }: Making,
  {
    selection,
    sensor,
    appName,
  }: Pick<SdkConfigOptions, 'sensor' | 'appName'> & { readonly selection: SdkSelection },
): Made {
  const { courses, problems: unsaid } = sdkCoursesOf(workspace, catalog, selection);
  const config = sdkConfigFor({
    there: there?.value,
    courses,
    isRetired: (id) => ledger?.entries.get(idKey('course', id))?.state === 'retired',
    sensor,
    appName,
  });
  const problems = [
    ...(courses.length === 0 ? [noCourse(selection)] : []),
    ...unsaid,
    ...(there && sensor !== undefined ? otherSensor(there, sensor, file) : []),
    ...config.problems,
  ];
  const text = () => textOf(config.value, there);
  return { ...config, problems, text, count: courses.length };
}

/** The text of the file. Unchanged parts keep their bytes, and the file its line ends. */
function textOf(value: JsonObject, there: ThereConfig | undefined): string {
  if (!there) return jsonTextOf(value);
  if (isSameJson(there.value, value)) return there.text;
  const isDos = there.text.includes('\r\n');
  const text = rewriteJson(there.text.replaceAll('\r\n', '\n'), value, sdkConfigOrder);
  return isDos ? text.replaceAll('\n', '\r\n') : text;
}

function noCourse({ courses }: SdkSelection): Problem {
  return problem('reference/missing', {
    detail: courses
      ? `No course of the catalog has the id or code ${courses.map((one) => JSON.stringify(one)).join(', ')}.`
      : 'The catalog has no course.',
    hint: '`timeback-catalog tree` shows the courses with their ids.',
  });
}

/**
 * The problem of another sensor: every record of a student begins with the sensor, so it is not replaced
 * silently.
 */
function otherSensor({ value }: ThereConfig, sensor: string, file: string): Problem[] {
  const entries = Array.isArray(value['courses']) ? value['courses'] : [];
  const said = [{}, ...entries].flatMap((entry) =>
    isObject(entry) ? sdkEnvironments.map((slot) => sensorOf(value, entry, slot)) : [],
  );
  const other = said.find((one) => one !== undefined && one !== sensor);
  if (other === undefined) return [];
  return [
    problem('export/sdk-refuses', {
      detail: `${file} has the sensor ${JSON.stringify(other)}, and --sensor names ${JSON.stringify(sensor)}. With another sensor every student of the app starts again.`,
      hint: 'Leave --sensor out. If the app is not used yet, edit the file.',
    }),
  ];
}

function checkSensor(sensor: string | undefined): Problem[] {
  if (sensor === undefined) return [];
  const url = URL.parse(sensor);
  if (url && /^https?:$/.test(url.protocol) && /^https?:\/\/[^/]/i.test(sensor)) return [];
  const detail = `--sensor ${JSON.stringify(sensor)} is not a complete URL.`;
  const hint = 'Begin with https:// and the host of the app: --sensor https://app.example.org';
  return [problem('usage/wrong', { detail, hint })];
}

function chosenIn({ config }: Workspace, named: string | undefined): Checked<SdkSelection['env']> {
  if (named === undefined) return checked(undefined, []);
  const one = selectEnvironment(config, { named, ci: false });
  if (!one.ok || slotOf(one.value)) return one;
  const known: readonly SdkEnvironment[] = sdkEnvironments;
  const detail = `The SDK knows the platforms ${known.join(' and ')}, but the environment ${named} is neither, by its name or its address.`;
  const hint =
    'Leave --env out: a course has the same id everywhere, unless the config says otherwise.';
  return wrongUsage(detail, hint);
}

/** Reads the existing file; undefined if there is none. */
export function readThere(
  file: string,
  folder: string,
  links: 'refused' | 'followed',
): Checked<ThereConfig | undefined> {
  const found = readOutside(resolve(folder, file), { most: inputLimits.saved.most, links });
  if (found.type === 'absent') return checked(undefined, []);
  if (found.type !== 'file') return unreadable(file, 'It cannot be read.');
  const text = decodeText(file, found.bytes);
  if (!text.ok) return text;
  const { faults } = readJsonNodes(text.value);
  const [fault] = faults;
  if (fault)
    return unreadable(file, fault.detail, pointAtOffset(lineStartsOf(text.value), fault.at));
  if (!isJsonText(text.value)) return unreadable(file, 'It is not a JSON object.');
  const value = jsonValueOf(text.value);
  if (!isObject(value)) return unreadable(file, 'It is not a JSON object.');
  const twice = repeatedKeyIn(parseJson(text.value) ?? null);
  if (twice)
    return unreadable(file, `The key ${JSON.stringify(twice.at(-1))} appears twice in one object.`);
  const { courses = [] } = value;
  if (!Array.isArray(courses) || !courses.every((one) => isObject(one))) {
    return unreadable(file, 'Its `courses` are not a list of objects.');
  }
  return checked({ text: text.value, value }, []);
}

function unreadable(file: string, detail: string, start = { line: 1, column: 1 }) {
  return failure('export/sdk-refuses', {
    detail: `${file} is not a file that the SDK can read. ${detail}`,
    hint: 'Fix it, or move it away: then a new one is written.',
    span: { file, start },
  });
}

/** Whether a catalog has apps on the SDK, and the problems of their files. */
export interface SdkAppsFound {
  /** Whether such an app is known, by the config or by a file beside it. */
  readonly hasApps: boolean;
  readonly problems: readonly Problem[];
}

/**
 * Compares the committed files of apps with the catalog. All problems are warnings, since publishing does not
 * depend on them.
 */
export function checkSdkConfigs(
  workspace: Workspace,
  catalog: Catalog,
  ledger: Ledger | undefined,
): SdkAppsFound {
  const { sdk } = workspace.config;
  const found = (sdk?.files ?? [sdkConfigName]).map((file) => ({
    file,
    there: readThere(file, workspace.folder, 'refused'),
  }));
  const checks = found.map(({ file, there }): SdkAppsFound => {
    if (!there.ok) return { hasApps: sdk !== undefined, problems: sdk ? there.problems : [] };
    if (!sdk && !there.value) return { hasApps: false, problems: [] };
    const making = { workspace, catalog, ledger, there: there.value, file };
    const make = (env?: SdkSelection['env']) =>
      makeSdkConfig(making, { selection: { courses: sdk?.courses, env } });
    const made = make();
    // A file without any course of this catalog does not belong to it.
    if (!sdk && made.known === 0) return { hasApps: false, problems: [] };
    if (hasErrors(made.problems) && there.value) return { hasApps: true, problems: made.problems };
    const { value } = there;
    const isCurrent =
      value !== undefined &&
      (isSameJson(value.value, made.value) ||
        // A file that was exported with `--env` has one platform alone.
        [...workspace.config.environments.values()].some(
          (one) => slotOf(one) && isSameJson(value.value, make(one).value),
        ));
    const sensor = there.value ? '' : ' --sensor https://APP.example';
    const hint = `Run \`timeback-catalog ids export --format timeback-config --out ${shellWord(file)}${sensor}\`, and commit the file.`;
    const stale = { file, before: there.value?.text, after: made.text(), hint };
    return {
      hasApps: true,
      problems: [...made.problems, ...(isCurrent ? [] : [staleFile(stale)])],
    };
  });
  return {
    hasApps: checks.some(({ hasApps }) => hasApps),
    problems: checks.flatMap(({ problems }) =>
      problems.map((one): Problem => ({ ...one, severity: 'warning' })),
    ),
  };
}
