import { addressOf } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import type {
  CatalogConstants,
  EventUrls,
  LessonConstant,
  NodeConstant,
} from '../model/catalog-constants.ts';
import type { Entity } from '../model/entity.ts';
import { eventUrl } from '../model/event-forms.ts';
import { siblingsByParent } from '../plan/desired.ts';
import type { EventPlatform } from './event-platforms.ts';

interface Given {
  readonly catalog: Catalog;
  /** By sourcedId; every node has one. */
  readonly names: ReadonlyMap<string, { readonly name: string }>;
  readonly platforms: readonly EventPlatform[];
  readonly notes: readonly string[];
}

/** The catalog as an app's programs know it. */
export function catalogConstants({ catalog, names, platforms, notes }: Given): CatalogConstants {
  const families = siblingsByParent(catalog);
  const childrenOf = ({ kind, sourcedId }: Entity) => {
    const addresses = families.get(addressOf(kind, sourcedId)) ?? [];
    return addresses.flatMap((address) => catalog.nodes.get(address)?.entity ?? []);
  };
  const roots = [...catalog.nodes.values()].map(({ entity }) => entity);
  return {
    notes,
    courses: roots
      .filter(({ kind }) => kind === 'course')
      .map((course) => ({
        ...own(course),
        ...courseCodeOf(course),
        eventUrls: urls(course.sourcedId, 'coursePath'),
        units: childrenOf(course).map((unit) => ({
          ...own(unit),
          lessons: childrenOf(unit).map(lessonOf),
        })),
      })),
    resources: roots.filter(({ kind }) => kind === 'resource').map(own),
  };

  function lessonOf(lesson: Entity): LessonConstant {
    return { ...own(lesson), eventUrls: urls(lesson.sourcedId, 'lessonPath') };
  }

  function own({ sourcedId, title }: Entity): NodeConstant {
    return { name: names.get(sourcedId)?.name ?? '', sourcedId, title };
  }

  function urls(sourcedId: string, path: 'coursePath' | 'lessonPath'): EventUrls {
    return Object.fromEntries(
      platforms.map(({ environment: { name, baseUrl }, forms }) => [
        name,
        eventUrl(baseUrl, forms[path], sourcedId),
      ]),
    );
  }
}

function courseCodeOf({ fields }: Entity): { courseCode?: string } {
  const code = fields['courseCode'];
  return typeof code === 'string' ? { courseCode: code } : {};
}
