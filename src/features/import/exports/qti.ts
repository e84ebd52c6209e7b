import { type ContentPackage, folderOf } from './package.ts';
import { isQti, type PackageResource } from './package-resources.ts';
import type { Element } from './xml.ts';

/** Whether a resource is a test of QTI 2 or 3, which puts items in an order. */
export function isTest(resource: PackageResource, { xmlAt }: ContentPackage): boolean {
  if (!isQti(resource.element)) return false;
  const [path] = resource.paths;
  const root = path === undefined ? undefined : xmlAt(path);
  const type = resource.element.attributes.get('type') ?? '';
  return root ? plain(root.name) === 'assessmenttest' : /test|assessment/i.test(type);
}

/** What the items of a test are looked up in. */
export interface QtiReading {
  readonly source: ContentPackage;
  readonly resources: ReadonlyMap<string, PackageResource>;
  /** Ids of tests and items by the paths of their files. */
  readonly byPath: ReadonlyMap<string, string>;
}

/** Ids of the tests and items of a package, by the paths of their files. */
export function qtiByPath(
  resources: ReadonlyMap<string, PackageResource>,
): ReadonlyMap<string, string> {
  return new Map(
    [...resources.values()].flatMap(({ id, paths, element }) =>
      isQti(element) ? paths.slice(0, 1).map((path) => [path, id] as const) : [],
    ),
  );
}

/** Ids of the items of a test in its order; resources that it only depends on come last. */
export function itemsOfTest(
  test: PackageResource,
  { source, resources, byPath }: QtiReading,
): readonly string[] {
  const [start] = test.paths;
  const found = new Set<string>();
  const seen = new Set<string>();
  const open = start === undefined ? [] : [start];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const id = path === start ? undefined : byPath.get(path);
    if (id !== undefined) found.add(id);
    else for (const to of namedIn(path).reverse()) open.push(to);
  }
  for (const id of test.needs) {
    const resource = resources.get(id);
    if (resource && isQti(resource.element)) found.add(id);
  }
  found.delete(test.id);
  return [...found];

  /** Paths that a test names: of items, and of files with sections, which name items again. */
  function namedIn(path: string): string[] {
    const root = seen.has(path) ? undefined : source.xmlAt(path);
    seen.add(path);
    const folder = folderOf(path.slice(source.root.length));
    return (root ? allIn(root) : []).flatMap(({ name, attributes }) => {
      const isNaming = ['assessmentitemref', 'assessmentsectionref'].includes(plain(name));
      return (isNaming && source.pathOf(attributes.get('href') ?? '', folder)) || [];
    });
  }
}

/** A name of QTI 2 or 3 in one form: QTI 3 has `qti-assessment-test` for `assessmentTest`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/^qti-/, '').replaceAll('-', '');
}

function allIn(element: Element): Element[] {
  return [element, ...element.children.flatMap(allIn)];
}
