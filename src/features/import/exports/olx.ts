import { type Checked, checked, problem } from '../../../model/problem.ts';
import {
  cleanTitle,
  type LeftOut,
  type OutlineNode,
  outlineNode,
  type SourceOutline,
} from '../imported.ts';
import { type Element, readXml } from './xml.ts';

/** Whether a file of an Open edX export is read: structure only, no content. */
export function isOlxFile(path: string): boolean {
  return /(?:^|\/)(?:course\.xml|(?:course|chapter|sequential|vertical)\/.*\.xml)$/.test(path);
}

interface Reading {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The folder of the course in the archive, with a slash at its end. */
  readonly root: string;
  readonly leftOut: LeftOut[];
}

/**
 * Reads an Open edX course: sections (chapters) become units, subsections (sequentials) lessons.
 */
export function readOlx(
  file: string,
  files: ReadonlyMap<string, Uint8Array>,
): Checked<SourceOutline> {
  const [start] = [...files.keys()]
    .filter(
      (path) =>
        /(?:^|\/)course\.xml$/.test(path) && !/(?:^|\/)course\/course\.xml$/.test(`/${path}`),
    )
    .sort((a, b) => a.length - b.length);
  const nested = [...files.keys()].find((path) => path === 'course/course.xml');
  const path = start ?? nested;
  const bytes = path === undefined ? undefined : files.get(path);
  if (path === undefined || !bytes) {
    const detail = `${file} holds no course.xml, so it is no export of Open edX.`;
    const hint = 'Where it is a Common Cartridge: `timeback-catalog import cartridge`.';
    return { ok: false, problems: [problem('import/unreadable', { detail, hint })] };
  }
  const pointer = readXml(path, bytes);
  if (!pointer.ok) return pointer;
  const reading: Reading = { files, root: path.slice(0, -'course.xml'.length), leftOut: [] };
  const course = resolved(pointer.value, reading);
  if (!course.ok) return course;
  const { attributes } = pointer.value;
  const names = ['org', 'course', 'url_name'].map((name) => attributes.get(name) ?? '');
  const units = inner(course.value, 'chapter', reading).map((chapter) => unitOf(chapter, reading));
  const code = attributes.get('course') ?? course.value.attributes.get('course');
  const node = outlineNode({
    kind: 'course',
    key: 'course',
    at: path,
    fields: { title: titleOf(course.value), ...(code && { courseCode: cleanTitle(code) }) },
    children: units,
  });
  const name = names.filter((one) => one !== '').join('-');
  return checked({ ...(name && { name }), courses: [node], leftOut: reading.leftOut }, []);
}

function unitOf(chapter: Element, reading: Reading): OutlineNode {
  return outlineNode({
    ...named('unit', chapter),
    children: inner(chapter, 'sequential', reading).map((sequential) => {
      count(sequential, reading);
      return outlineNode(named('lesson', sequential));
    }),
  });
}

function named(kind: 'unit' | 'lesson', element: Element) {
  const title = titleOf(element);
  const name = element.attributes.get('url_name');
  const key = name || title;
  return { kind, key, isKeyTitle: !name, at: `${element.name} ${key}`, fields: { title } };
}

/** Reports the content of a subsection as left out, by type. */
function count(sequential: Element, { leftOut }: Reading): void {
  for (const { name } of sequential.children) {
    leftOut.push({
      what: `${name} elements`,
      why: 'they are the content of a lesson, which a catalog names and does not hold',
    });
  }
}

/** The elements of the next level, read from their own files if they are only referred to. */
function inner(element: Element, name: string, reading: Reading): Element[] {
  return element.children.flatMap((child) => {
    if (child.name !== name) {
      reading.leftOut.push({
        what: `${child.name} elements of ${element.name}s`,
        why: 'there is nothing in a catalog for them',
      });
      return [];
    }
    const found = resolved(child, reading);
    if (found.ok) return [found.value];
    reading.leftOut.push({
      what: `the ${name} ${child.attributes.get('url_name') ?? ''}`,
      why: found.problems[0]?.detail ?? 'it cannot be read',
    });
    return [];
  });
}

/** The element itself, or the one in the file that its `url_name` names. The name stays. */
function resolved(element: Element, { files, root }: Reading): Checked<Element> {
  const name = element.attributes.get('url_name');
  const isInline = element.children.length > 0 || element.attributes.has('display_name');
  if (name === undefined || isInline) return checked(element, []);
  const path = `${root}${element.name}/${name.replaceAll(':', '/')}.xml`;
  const bytes = files.get(path);
  if (!bytes) {
    const detail = `the export has no file ${path}`;
    return { ok: false, problems: [problem('import/unreadable', { detail })] };
  }
  const read = readXml(path, bytes);
  if (!read.ok) return read;
  const attributes = new Map([...element.attributes, ...read.value.attributes, ['url_name', name]]);
  return checked({ ...read.value, attributes }, []);
}

function titleOf({ attributes }: Element): string {
  return cleanTitle(attributes.get('display_name'));
}
