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

/** Ids of the items that a test names, in its order; those that it only depends on come last. */
export function itemsOfTest(
  test: PackageResource,
  source: ContentPackage,
  resources: ReadonlyMap<string, PackageResource>,
): readonly string[] {
  const byPath = new Map(
    [...resources.values()].flatMap(({ id, paths, element }) =>
      isQti(element) ? paths.slice(0, 1).map((path) => [path, id] as const) : [],
    ),
  );
  const [start] = test.paths;
  const found = new Set<string>();
  const seen = new Set<string>();
  const open = start === undefined ? [] : [start];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const id = path === start ? undefined : byPath.get(path);
    if (id !== undefined) found.add(id);
    else for (const to of namedIn(path).reverse()) open.push(to);
  }
  const needed = test.needs.filter((id) => {
    const resource = resources.get(id);
    return resource !== undefined && isQti(resource.element);
  });
  return [...found, ...needed.filter((id) => !found.has(id))].filter((id) => id !== test.id);

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

/** QTI 3 writes `qti-assessment-test` where QTI 2 writes `assessmentTest`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/^qti-/, '').replaceAll('-', '');
}

function allIn(element: Element): Element[] {
  return [element, ...element.children.flatMap(allIn)];
}
