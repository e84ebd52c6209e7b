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

/** Ids of the items of a test in its order; resources that it only depends on come last. */
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
  if (start !== undefined) follow(start);
  const needed = test.needs.filter((id) => {
    const resource = resources.get(id);
    return resource !== undefined && isQti(resource.element);
  });
  return [...found, ...needed.filter((id) => !found.has(id))].filter((id) => id !== test.id);

  /** Reads a part of a test, since sections may be in files of their own that name items. */
  function follow(path: string): void {
    const root = seen.has(path) ? undefined : source.xmlAt(path);
    seen.add(path);
    const folder = folderOf(path.slice(source.root.length));
    for (const element of root ? allIn(root) : []) {
      const name = plain(element.name);
      if (name !== 'assessmentitemref' && name !== 'assessmentsectionref') continue;
      const href = element.attributes.get('href') ?? '';
      const to = source.pathOf(href, folder);
      if (to === undefined) continue;
      const id = byPath.get(to);
      if (id !== undefined) found.add(id);
      else if (name === 'assessmentsectionref') follow(to);
    }
  }
}

/** A name of QTI 2 or 3 in one form: QTI 3 has `qti-assessment-test` for `assessmentTest`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/^qti-/, '').replaceAll('-', '');
}

function allIn(element: Element): Element[] {
  return [element, ...element.children.flatMap(allIn)];
}
