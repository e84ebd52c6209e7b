/** A folder of `src`, and what its files may import. */
export interface Layer {
  /** The folder below `src`. */
  readonly folder: string;
  /** Its purpose, for docs/architecture.md. */
  readonly what: string;
  /** The folders from which it may import, in addition to itself. */
  readonly may: readonly string[];
  /** Higher folders whose files it loads by name when they are needed. */
  readonly loads?: readonly string[];
  /** Whether its files are functions of values: no module of Node, no clock, no stream. */
  readonly isPure?: boolean;
}

const nouns = ['model'];
const texts = [...nouns, 'document'];
const values = [...texts, 'manifest', 'config', 'identity', 'caliper', 'rules', 'plan', 'text'];
const effects = [...values, 'remote', 'files'];

/** Every folder of `src` from the bottom up, and inner folders with rules of their own. */
export const layers: readonly Layer[] = [
  {
    folder: 'model',
    what: 'the nouns: kind, address, entity, catalog, remote state, plan, report, problem',
    may: [],
    isPure: true,
  },
  {
    folder: 'document',
    what: 'a YAML text as JSON that knows where everything stands; schemas; layout of a text',
    may: nouns,
    isPure: true,
  },
  {
    folder: 'manifest',
    what: 'manifests joined to a catalog, with all that goes beyond one file; `fmt`',
    may: texts,
    isPure: true,
  },
  {
    folder: 'config',
    what: 'the config with defaults filled in, and the choice of an environment',
    may: texts,
    isPure: true,
  },
  {
    folder: 'identity',
    what: 'the ledger of ids, and what happened to each node between two states; likeness, refusals, fixes',
    may: texts,
    isPure: true,
  },
  {
    folder: 'caliper',
    what: 'an app’s events by one rule set: read, judged against what there is, counted',
    may: texts,
    isPure: true,
  },
  {
    folder: 'rules',
    what: 'rules about content, held against the catalog; totals of courses',
    may: texts,
    isPure: true,
  },
  {
    folder: 'plan',
    what: 'two sides in, a plan out: fields, order, guards, digest',
    may: texts,
    isPure: true,
  },
  {
    folder: 'text',
    what: 'results laid out once as documents, and their writers: terminal, Markdown, HTML, GitHub’s log; JSON; constants',
    may: texts,
    isPure: true,
  },
  {
    folder: 'remote',
    what: 'one platform: token, requests, lists, and the dialect that shapes them',
    may: values,
  },
  {
    folder: 'files',
    what: 'finding the config, reading manifests, reading a commit through git, replacing files whole',
    may: values,
  },
  {
    folder: 'features/emulator/server',
    what: 'a Partner API with a database, quirks and faults; events are judged by `caliper`',
    may: [...texts, 'caliper'],
  },
  {
    folder: 'run',
    what: 'a run from the folder to what was verified: project, target, remote state, plan, approval, apply; receipts, exit codes',
    may: [...effects, 'features/emulator/server'],
  },
  {
    folder: 'cli',
    what: 'the command line: its commands, options of all, progress, output',
    may: [...effects, 'run'],
    loads: ['features', 'features/import'],
  },
  {
    folder: 'features',
    what: 'one folder a command: what it does, and its options on the command line',
    may: [...effects, 'run', 'cli'],
  },
  {
    folder: 'features/import',
    what: 'platforms, tables, outlines, cartridges and Open edX courses as nodes with ids',
    may: [...effects, 'run', 'cli'],
  },
  {
    folder: 'action',
    what: 'the GitHub Action: inputs, comments and issues, annotations, outputs',
    may: [...effects, 'run', 'features'],
  },
];

/** Packages that only one folder may import. */
export interface PackageHome {
  readonly packages: readonly string[];
  /** A folder of `layers`. */
  readonly home: string;
  /** Folders of `layers` that use it too, for what they add to the home. */
  readonly alsoIn?: readonly string[];
  /** The reason, for docs/architecture.md. */
  readonly why: string;
}

export const packageHomes: readonly PackageHome[] = [
  {
    packages: ['yaml', 'ajv', 'leven'],
    home: 'document',
    why: 'reading and checking one text, and "Did you mean"; the validators are compiled ahead',
  },
  {
    packages: ['csv-parse', 'fflate', 'hucre', 'sax'],
    home: 'features/import',
    why: 'tables, spreadsheets, archives in memory, XML without entities; loaded by the import that needs them',
  },
  {
    packages: ['write-excel-file'],
    home: 'features',
    why: 'the spreadsheet of an export; loaded by that export alone',
  },
  {
    packages: ['diff', 'string-width'],
    home: 'text',
    why: 'only readers need word and line differences, and columns of a screen; the planner compares whole values',
  },
  {
    packages: ['p-limit'],
    home: 'remote',
    why: 'the number of requests at once belongs to one platform',
  },
  {
    packages: ['commander'],
    home: 'cli',
    alsoIn: ['features', 'features/import'],
    why: 'arguments; each feature adds its command, loaded only when it is wanted',
  },
  {
    packages: ['listr2', 'env-paths'],
    home: 'cli',
    why: 'spinners, loaded only when wanted, and where this machine keeps caches',
  },
  {
    packages: ['hono', '@hono/node-server'],
    home: 'features/emulator/server',
    why: 'routes as a function, and that function on a port',
  },
  {
    packages: ['ky'],
    home: 'action',
    why: 'requests to GitHub, tried again; a platform has rules of its own',
  },
];

/** A file that only one folder may import, although its layer is open to others. */
export interface RestrictedFile {
  /** The end of its path as imports spell it, or a pattern for a whole folder. */
  readonly file: string;
  /** The folder that may import it, below `src`: part of a layer. */
  readonly by: string;
  /** The message of the linter. */
  readonly message: string;
}

export const restrictedFiles: readonly RestrictedFile[] = [
  {
    file: 'classroom/rehearsal/*',
    by: 'features/rehearse',
    message:
      'Only src/features/rehearse may write people, classes and enrollments: see docs/decisions/0024-rehearsal.md',
  },
];
