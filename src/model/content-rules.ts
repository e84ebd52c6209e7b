import type { Kind } from './node.ts';

/** The severity of a broken rule. */
type Severity = 'error' | 'warning';

/** A place that a rule looks at: a field of the nodes of a kind, or of placements. */
export interface RulePlace {
  readonly of: Kind | 'placement';
  readonly path: readonly [string, ...string[]];
}

/** A rule about the content of catalogs. */
export interface ContentRule {
  /** The summary of its problems: fixed and short, without a full stop. */
  readonly summary: string;
  /** The severity of its problems if a config turns it on without naming one. */
  readonly severity: Severity;
  /** The rule as a sentence. */
  readonly meaning: string;
  /** The document that states the rule, or the people who reported it. */
  readonly source: string;
  /** What happens if the rule is broken, or what to do: the end of each message. */
  readonly help: string;
  /** Places that may hold only known values, and these values. */
  readonly values?: { readonly at: readonly RulePlace[]; readonly known: readonly string[] };
  /** The keys of metadata that the rule looks at, unless the config names others. */
  readonly keys?: readonly string[];
  /** Patterns that titles must not match. `*` stands for any text. */
  readonly patterns?: readonly string[];
  /** The keys of metadata that each lessonType or type needs. Of each inner list one key is enough. */
  readonly needs?: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** Whether `fmt` can write what the rule computes, if the config asks for it. */
  readonly canWrite?: true;
}

const configuration = 'docs.timeback.com, configuration reference of the official command line';
const openapi = 'OpenAPI document of the OneRoster API';
const resourceMetadata = 'Resources Metadata document of TimeBack';

/**
 * Every rule about content, by its name in the config. A rule is in force only if a config asks for it by
 * name or by `set: powerpath`, which is all rules.
 */
export const contentRules = {
  subjects: {
    summary: 'Subject is not documented',
    severity: 'error',
    meaning: 'A course has only documented subjects.',
    source: `${configuration}; the official Python client cannot write a course with another one`,
    help: 'Clients that know only the documented subjects reject the course.',
    values: {
      at: [{ of: 'course', path: ['subjects'] }],
      known: [
        ...['Math', 'Reading', 'Language', 'Vocabulary', 'Writing', 'Science'],
        ...['Social Studies', 'FastMath', 'None', 'Other'],
      ],
    },
  },
  grades: {
    summary: 'Grade is not documented',
    severity: 'error',
    meaning: 'Grades are -1 (Pre-K) to 13 (AP), K or PK.',
    source: `${configuration}; the official Python client raises for every list that holds another one`,
    help: 'With one such course, apps on the official Python client cannot read any course of the platform.',
    values: {
      at: [
        { of: 'course', path: ['grades'] },
        { of: 'resource', path: ['metadata', 'grades'] },
      ],
      known: [
        ...['-1', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13'],
        ...['K', 'PK'],
      ],
    },
  },
  'lesson-types': {
    summary: 'Type of a lesson is not documented',
    severity: 'error',
    meaning: 'Resources and placements have only documented values of lessonType.',
    source: openapi,
    help: 'Apps do not know how to run a lesson of another type.',
    values: {
      at: [
        { of: 'resource', path: ['metadata', 'lessonType'] },
        { of: 'placement', path: ['lessonType'] },
        { of: 'placement', path: ['metadata', 'lessonType'] },
      ],
      known: [
        ...['powerpath-100', 'quiz', 'test-out', 'placement', 'unit-test', 'alpha-read-article'],
      ],
    },
  },
  'resource-types': {
    summary: 'Type of a resource is not documented',
    severity: 'error',
    meaning: 'The type in the metadata of a resource is a documented one.',
    source: resourceMetadata,
    help: 'Apps do not know how to show a resource of another type.',
    values: {
      at: [{ of: 'resource', path: ['metadata', 'type'] }],
      known: [
        ...['qti', 'text', 'audio', 'video', 'interactive', 'visual', 'course-material'],
        'assessment-bank',
      ],
    },
  },
  'publish-status': {
    summary: 'Publish status is not documented',
    severity: 'error',
    meaning: 'The publishStatus of a course is a documented one.',
    source: configuration,
    help: 'A course with another status may be invisible to everybody.',
    values: {
      at: [{ of: 'course', path: ['metadata', 'publishStatus'] }],
      known: ['draft', 'testing', 'published', 'deactivated'],
    },
  },
  'course-types': {
    summary: 'Type of a course is not documented',
    severity: 'error',
    meaning: 'The courseType of a course is a documented one.',
    source: configuration,
    help: 'It decides how a course is assigned.',
    values: {
      at: [
        { of: 'course', path: ['metadata', 'courseType'] },
        { of: 'course', path: ['metadata', 'metrics', 'courseType'] },
      ],
      known: ['base', 'hole-filling', 'optional'],
    },
  },
  'same-lesson-type': {
    summary: 'Placement and resource differ in type',
    severity: 'error',
    meaning: 'A placement and its resource have the same lessonType.',
    source: 'Reported by three publishers of PowerPath courses',
    help: 'If the types differ, the lesson does not start.',
  },
  'required-metadata': {
    summary: 'Metadata that the type needs is missing',
    severity: 'error',
    meaning: 'A resource has the metadata that its type needs.',
    source: `${resourceMetadata}; reported by a publisher of PowerPath courses`,
    help: 'Without it, students can go on without mastery, or see nothing.',
    needs: {
      'powerpath-100': [['masteryThreshold']],
      interactive: [['url', 'launchUrl']],
      'assessment-bank': [['resources']],
    },
  },
  'resource-references': {
    summary: 'Metadata names no resource of the catalog',
    severity: 'error',
    meaning: 'Metadata that lists resources has only resources of the catalog.',
    source: 'Reported by publishers of banks of questions (`metadata.resources`)',
    help: 'A bank with a wrong reference gives students no questions.',
    keys: ['resources'],
  },
  'absolute-addresses': {
    summary: 'Address is not complete',
    severity: 'error',
    meaning: 'Addresses are complete URLs: https:// or http:// with a host.',
    source: resourceMetadata,
    help: 'Apps cannot open a relative address.',
    keys: ['url', 'launchUrl'],
  },
  totals: {
    summary: 'Totals do not match the lessons',
    severity: 'warning',
    meaning: 'metrics.totalLessons and metrics.totalXp of a course are the totals of its lessons.',
    source: `${configuration}: the size of a course is its metadata.metrics.totalXp`,
    help: 'The progress of students is computed from them.',
    canWrite: true,
  },
  titles: {
    summary: 'Title has words of a generator',
    severity: 'warning',
    meaning: 'A title has no words of the program that generated it.',
    source:
      'Reported by publishers: words of their checks and of their generators in titles that students read',
    help: 'Students read every title.',
    patterns: [
      ...['*ChoiceInteraction*', '*ExtendedTextInteraction*', '*TextEntryInteraction*'],
      ...['Verified*', '*(Clone *', '*DELETEME*', '*TODO*', '*FIXME*', '*lorem ipsum*'],
      ...['*as an AI *', '*language model*', 'Untitled*', 'What is the main idea?'],
    ],
  },
  'one-primary': {
    summary: 'Not one primary resource',
    severity: 'warning',
    meaning: 'If the resources of a lesson have an importance, exactly one is primary.',
    source: `${openapi}: importance is primary or secondary`,
    help: 'Apps open the primary resource, so there must be one.',
  },
} as const satisfies Readonly<Record<string, ContentRule>>;

/** The name of a rule in a config. */
export type RuleName = keyof typeof contentRules;

/** The names of all rules, in the order of their table. */
export const ruleNames = Object.keys(contentRules) as readonly RuleName[];

/** The rule of a name, with all its optional parts in the type. */
export function ruleNamed(name: RuleName): ContentRule {
  return contentRules[name];
}

/** The sets of rules that a config can ask for by one name. */
export const ruleSets = { powerpath: ruleNames } as const;

/** A rule that is in force, with the settings of the config. */
export interface RuleInForce {
  readonly name: RuleName;
  readonly severity: Severity;
  /** Values that are allowed in addition to the known ones. */
  readonly also: readonly string[];
  readonly keys: readonly string[];
  readonly patterns: readonly string[];
  readonly needs: NonNullable<ContentRule['needs']>;
  /** Whether `fmt` writes what the rule computes. */
  readonly writes: boolean;
}
