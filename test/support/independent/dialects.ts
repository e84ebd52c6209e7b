// What the documents say of the two APIs, as far as a catalog needs them. Written from
// docs/dialect-partner.md and docs/dialect-oneroster.md, and from no code of the tool.

/** One collection. Its records are kept under `name/ID`. */
export interface Shelf {
  readonly name: string;
  readonly path: string;
  readonly singular: string;
  readonly plural: string;
  /** Keys under which a record refers to another, each with the collection that must hold that one. */
  readonly refers: Readonly<Record<string, string>>;
}

export interface Api {
  readonly token: string;
  readonly total: string;
  /** Whether new records are made by POST at the address of the list; otherwise only by PUT. */
  readonly creates: boolean;
  readonly shelves: readonly Shelf[];
}

const rostering = '/ims/oneroster/rostering/v1p2';

export const apis: Readonly<Record<'partner' | 'oneroster', Api>> = {
  partner: {
    token: '/auth/1.0/token',
    total: 'total',
    creates: false,
    shelves: [
      shelf('/rostering/1.0/courses', 'course', {}),
      shelf('/rostering/1.0/units', 'unit', { course: 'courses' }),
      shelf('/rostering/1.0/lessons', 'lesson', {
        course: 'courses',
        unit: 'units',
        resource: 'resources',
      }),
      shelf('/rostering/1.0/resources', 'resource', {}),
    ],
  },
  oneroster: {
    token: '/oauth2/token',
    total: 'totalCount',
    creates: true,
    // The longer addresses come first: `components` is no id of a course.
    shelves: [
      shelf(`${rostering}/courses/component-resources`, 'componentResource', {
        courseComponent: 'courseComponents',
        resource: 'resources',
      }),
      shelf(`${rostering}/courses/components`, 'courseComponent', {
        course: 'courses',
        parent: 'courseComponents',
        courseComponent: 'courseComponents',
      }),
      shelf(`${rostering}/courses`, 'course', {}),
      shelf('/ims/oneroster/resources/v1p2/resources', 'resource', {}),
    ],
  },
};

function shelf(path: string, singular: string, refers: Shelf['refers']): Shelf {
  const plural = `${singular}s`;
  return { name: plural, path, singular, plural, refers };
}
