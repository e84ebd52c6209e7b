import { quoteShort } from '../../../document/place.ts';
import type { ExportFiles } from '../../../files/import-folder.ts';
import { shellWord } from '../../../model/id-commands.ts';
import { isObject, parseJson } from '../../../model/json.ts';
import { type Checked, checked } from '../../../model/problem.ts';
import { SourceAccount, type SourceItem } from '../account.ts';
import {
  cleanTitle,
  type OutlineNode,
  outlineNode,
  type SourceOutline,
  unreadable,
} from '../imported.ts';
import { blockOf, type OlxBlock, type OlxFiles } from './olx-blocks.ts';
import { moodleFile, otherSystem } from './other-systems.ts';
import { readXml } from './xml.ts';

/** Tags of blocks that hold the content of a lesson in order; the last three are of 2012. */
const sequences = ['sequential', 'vertical', 'videosequence', 'problemset', 'section'];

/** Folders with files of the blocks that become units and lessons. */
const structure = new Set(['course', 'chapter', ...sequences]);

/** Whether a file of an Open edX export is read: structure and policies, no content. */
export function isOlxFile(path: string): boolean {
  const folders = path.split('/');
  if (folders.pop() === 'course.xml') return true;
  const isStructure = path.endsWith('.xml') && folders.some((one) => structure.has(one));
  return isStructure || /(?:^|\/)policies\/(?:[^/]+\/policy|[^/]+)\.json$/.test(path);
}

/**
 * Reads the courses of an Open edX export or repository: sections (chapters) become units, subsections
 * (sequentials) lessons. If there are several courses, `course` chooses one: by its folder, its key
 * `ORG-COURSE-RUN`, its number or its title.
 */
export function readOlx(
  file: string,
  found: ExportFiles,
  { course: named }: { readonly course?: string } = {},
): Checked<SourceOutline> {
  const starts = startsIn(found.files);
  if (starts.length === 0 || found.names.some((name) => moodleFile.test(name)))
    return noCourse(file, found.names);
  const account = new SourceAccount();
  const opened = starts.map((path) => openCourse(path, found.files));
  const [first] = opened;
  if (opened.every((one) => !one.ok) && first && !first.ok) return first;
  const courses = opened.flatMap((one) => (one.ok ? [one.value] : []));
  const chosen = named === undefined ? courses : courses.filter((one) => isCalled(one, named));
  if (chosen.length === 0) return noSuchCourse(file, named ?? '', courses);
  const isOne = chosen.length === 1;
  const nodes = chosen.map((course, index) => {
    const again = chosen.slice(0, index).some(({ key }) => key === course.key);
    const key = again ? course.files.root : course.key;
    const reading = { account, files: course.files, prefix: isOne ? '' : `${key}/` };
    return courseNode(course, isOne ? 'course' : key, reading);
  });
  for (const one of courses.filter((course) => !chosen.includes(course))) {
    const what = `the course ${quoteShort(one.block.title)}`;
    account.skip({ sort: 'courses', what, at: one.at }, '--course names another course');
  }
  accountOfFiles(found.names, chosen, account);
  const name = isOne ? chosen[0]?.key : undefined;
  for (const [index, one] of opened.entries()) {
    if (one.ok) continue;
    const why = one.problems[0]?.detail.replace(/\.$/, '') ?? 'it cannot be read';
    account.skip({ sort: 'courses', what: 'a course', at: starts[index] ?? '' }, why);
  }
  return checked({ ...(name && { name }), courses: nodes, leftOut: [], account }, []);
}

/** The paths of each `course.xml` that starts a course, and is not the file of a run called `course`. */
function startsIn(files: ReadonlyMap<string, Uint8Array>): string[] {
  const all = [...files.keys()].filter((path) => /(?:^|\/)course\.xml$/.test(path));
  const inCourse = /(?:^|(?<=\/))course\/(?=course\.xml$)/;
  const isRun = (path: string) => inCourse.test(path) && files.has(path.replace(inCourse, ''));
  return all.filter((path) => !isRun(path)).sort();
}

interface OpenCourse {
  /** The path of its `course.xml`. */
  readonly at: string;
  readonly key: string;
  readonly block: OlxBlock;
  readonly files: OlxFiles;
  readonly policyPath?: string;
}

function openCourse(at: string, all: ReadonlyMap<string, Uint8Array>): Checked<OpenCourse> {
  const bytes = all.get(at) ?? new Uint8Array();
  const pointer = readXml(at, bytes);
  if (!pointer.ok) return pointer;
  const root = at.slice(0, -'course.xml'.length);
  const { attributes, name } = pointer.value;
  if (name !== 'course')
    return unreadable(`${at} is not a course of Open edX: its element is ${name}.`);
  const run = attributes.get('url_name') ?? attributes.get('slug') ?? '';
  const policyPath = [`policies/${run}/policy.json`, `policies/${run}.json`]
    .map((path) => `${root}${path}`)
    .find((path) => run !== '' && all.has(path));
  const policy =
    policyPath === undefined ? undefined : parseJson(new TextDecoder().decode(all.get(policyPath)));
  const files: OlxFiles = {
    ...{ files: all, root, read: new Set<string>() },
    policy: isObject(policy) ? policy : {},
  };
  const block = blockOf(pointer.value, files);
  if ('why' in block) return unreadable(`${at}: ${block.why}.`);
  const names = ['org', 'course', 'url_name'].map(
    (one) => attributes.get(one) ?? block.attributes.get(one) ?? '',
  );
  const key = names.filter((one) => one !== '').join('-') || root.replace(/\/$/, '');
  return checked({ at, key, block, files, ...(policyPath !== undefined && { policyPath }) }, []);
}

function isCalled({ at, key, block, files }: OpenCourse, only: string): boolean {
  const folder = files.root.replace(/\/$/, '');
  const last = folder.split('/').at(-1) ?? '';
  const names = [at, key, folder, last, block.title, block.attributes.get('course') ?? ''];
  return names.some((name) => name.toLowerCase() === only.toLowerCase().replace(/\/$/, ''));
}

interface CourseReading {
  readonly account: SourceAccount;
  readonly files: OlxFiles;
  /** A prefix for the keys of units and lessons, if several courses are imported together. */
  readonly prefix: string;
}

function courseNode(
  { at, block, policyPath }: OpenCourse,
  key: string,
  reading: CourseReading,
): OutlineNode {
  const { account } = reading;
  const code = block.attributes.get('course');
  const fields = { title: block.title, ...(code && { courseCode: cleanTitle(code) }) };
  const item = elementItem(block, at, account);
  const paths = [at, ...block.paths, ...(policyPath === undefined ? [] : [policyPath])];
  const node = outlineNode({ kind: 'course', key, at, fields });
  return {
    ...node,
    items: [item, ...filesOf(paths, item, account)],
    children: nodesIn(block, reading, (child) => {
      if (child.tag === 'chapter') return [unitOf(child, reading)];
      const isLesson = sequences.includes(child.tag);
      return leaveOutBlock(child, isLesson ? 'it is in no section' : noPlace, reading);
    }),
  };
}

function unitOf(chapter: OlxBlock, reading: CourseReading): OutlineNode {
  const children = nodesIn(chapter, reading, (child) => {
    const isOther = child.tag === 'wiki' || child.tag === 'meta';
    return isOther ? leaveOutBlock(child, noPlace, reading) : [lessonOf(child, reading)];
  });
  return { ...nodeOf('unit', chapter, reading), children };
}

/** A lesson from a block. Open edX shows every block of a section as a subsection. */
function lessonOf(block: OlxBlock, reading: CourseReading): OutlineNode {
  const node = nodeOf('lesson', block, reading);
  if (!sequences.includes(block.tag)) return node;
  for (const { name, attributes } of block.children) {
    const title = attributes.get('display_name') ?? attributes.get('url_name') ?? '';
    const what = `the ${name} element${title === '' ? '' : ` ${quoteShort(title)}`}`;
    reading.account.skip({ sort: 'elements', what, at: node.at }, content);
  }
  return node;
}

const content = 'it is content of a lesson, and a catalog has no content';
const noPlace = 'a catalog has no place for it';

function nodeOf(
  kind: 'unit' | 'lesson',
  block: OlxBlock,
  { account, prefix }: CourseReading,
): OutlineNode {
  const { tag, name, title, hidden, paths } = block;
  const at = `${tag} ${name || title}`;
  const item = elementItem(block, at, account);
  return outlineNode({
    ...{ kind, at, key: `${prefix}${name || title}`, isKeyTitle: name === '' },
    fields: { title },
    ...(hidden !== undefined && { hidden }),
    items: [item, ...filesOf(paths, item, account)],
  });
}

/** The nodes for the blocks inside of a block; one that cannot be read is left out. */
function nodesIn(
  { children }: OlxBlock,
  { files, account }: CourseReading,
  nodesFor: (block: OlxBlock) => OutlineNode[],
): OutlineNode[] {
  return children.flatMap((child) => {
    const block = blockOf(child, files);
    if (!('why' in block)) return nodesFor(block);
    const { tag, name, why } = block;
    const what = `the ${tag} ${quoteShort(name)}`;
    account.skip({ sort: 'elements', what, at: `${tag} ${name}` }, why);
    return [];
  });
}

function elementItem({ tag, title }: OlxBlock, at: string, account: SourceAccount): SourceItem {
  return account.count({ sort: 'elements', what: `the ${tag} ${quoteShort(title)}`, at });
}

function filesOf(paths: readonly string[], of: SourceItem, account: SourceAccount): SourceItem[] {
  return paths.map((at) =>
    account.count({ sort: 'files', what: `the file ${quoteShort(at)}`, at, of }),
  );
}

function leaveOutBlock(block: OlxBlock, why: string, { account }: CourseReading): [] {
  const item = elementItem(block, `${block.tag} ${block.name || block.title}`, account);
  account.leftOut(item, why);
  for (const file of filesOf(block.paths, item, account)) account.leftOut(file, why);
  return [];
}

/** Counts the files that no element refers to, most of which are content of lessons. */
function accountOfFiles(
  names: readonly string[],
  chosen: readonly OpenCourse[],
  account: SourceAccount,
): void {
  const roots = chosen.map(({ files }) => files.root).sort((a, b) => b.length - a.length);
  const read = new Set(
    chosen.flatMap(({ at, files, policyPath }) => [at, ...files.read, policyPath ?? at]),
  );
  for (const path of names) {
    if (read.has(path)) continue;
    const root = roots.find((one) => path.startsWith(one));
    const why =
      root === undefined ? 'it is in no course that is imported' : whyNot(path.slice(root.length));
    account.skip({ sort: 'files', what: `the file ${quoteShort(path)}`, at: path }, why);
  }
}

function whyNot(path: string): string {
  const [folder = ''] = path.split('/');
  if (folder === 'drafts') return 'it is a draft, which students do not see';
  if (structure.has(folder) && folder !== 'vertical' && folder !== 'section')
    return 'no element of the course refers to it';
  return ['about', 'info', 'policies', 'tabs', 'assets'].includes(folder) || !path.includes('/')
    ? 'it has nothing about units and lessons'
    : content;
}

function noCourse(file: string, names: readonly string[]): Checked<never> {
  const other = otherSystem(file, names);
  return unreadable(
    other?.detail ?? `${file} has no course.xml, so it is not an export of Open edX.`,
    other?.hint ?? 'In Studio, use Tools, Export Course.',
  );
}

function noSuchCourse(file: string, only: string, courses: readonly OpenCourse[]): Checked<never> {
  const known = courses.map(({ at, key, block }) => `${key} ${quoteShort(block.title)} at ${at}`);
  return unreadable(
    `${file} has no course ${quoteShort(only)}. It has ${known.join(', ')}.`,
    `Name one by its folder, key or title, such as \`--course ${shellWord(courses[0]?.key ?? '')}\`.`,
  );
}
