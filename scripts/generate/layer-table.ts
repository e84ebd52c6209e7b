/** A folder of `src`, and what its files may import. */
export interface Layer {
  /** Below `src`. */
  readonly folder: string;
  /** What it is, for docs/architecture.md. */
  readonly what: string;
  /** The folders that it may import from, beside itself. */
  readonly may: readonly string[];
  /** Its files are functions of values: no module of Node, no clock, no stream. */
  readonly isPure?: boolean;
}

const nouns = ['model'];
const texts = [...nouns, 'document'];
const values = [...texts, 'manifest', 'config', 'identity', 'caliper', 'plan', 'text'];
const useCases = [...values, 'import', 'remote', 'apply', 'files', 'emulator'];

/** Every folder of `src`, from the bottom up. */
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
    what: 'the ledger of ids, and what became of each node between two states; likeness, refusals, cures',
    may: texts,
    isPure: true,
  },
  {
    folder: 'caliper',
    what: 'an app’s events held against the catalog: read, judged, counted',
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
    folder: 'import',
    what: 'platforms, tables, outlines, cartridges and Open edX courses as nodes with ids',
    may: [...texts, 'manifest', 'identity'],
    isPure: true,
  },
  {
    folder: 'remote',
    what: 'one platform: token, requests, lists, and the dialect that shapes them',
    may: values,
  },
  {
    folder: 'apply',
    what: 'which change may run when, and one outcome for each',
    may: values,
  },
  {
    folder: 'files',
    what: 'finding the config, reading manifests, reading a commit through git, replacing files whole',
    may: values,
  },
  {
    folder: 'emulator',
    what: 'a Partner API with a database, quirks and faults',
    may: nouns,
  },
  {
    folder: 'commands',
    what: 'one file a command, and what commands share: exit codes, lines of progress',
    may: useCases,
  },
  {
    folder: 'cli',
    what: 'the command line: options, progress, output',
    may: [...useCases, 'commands'],
  },
  {
    folder: 'action',
    what: 'the GitHub Action: inputs, comments and issues, remarks, outputs',
    may: [...useCases, 'commands'],
  },
];

/** Packages that one folder alone may import. */
export interface PackageHome {
  readonly packages: readonly string[];
  /** A folder of `layers`. */
  readonly home: string;
  /** Why there, for docs/architecture.md. */
  readonly why: string;
}

export const packageHomes: readonly PackageHome[] = [
  {
    packages: ['yaml', 'ajv', 'leven'],
    home: 'document',
    why: 'reading and checking one text, and "Did you mean"; the validators are compiled ahead',
  },
  {
    packages: ['csv-parse', 'fflate', 'saxes'],
    home: 'import',
    why: 'tables, archives in memory, XML without entities; loaded by the import that needs them',
  },
  {
    packages: ['diff'],
    home: 'text',
    why: 'only readers need word and line differences; the planner compares whole values',
  },
  {
    packages: ['p-limit'],
    home: 'remote',
    why: 'the number of requests at once belongs to one platform',
  },
  {
    packages: ['commander', 'listr2', 'env-paths'],
    home: 'cli',
    why: 'arguments, spinners, and where this machine keeps caches; the first two loaded only when wanted',
  },
  {
    packages: ['hono', '@hono/node-server'],
    home: 'emulator',
    why: 'routes as a function, and that function on a port',
  },
];

/** A file that one folder alone may import, though its layer is open to others. */
export interface RestrictedFile {
  /** The end of its path, as imports spell it. */
  readonly file: string;
  /** The folder that may, below `src`: part of a layer. */
  readonly by: string;
  /** What the linter says. */
  readonly message: string;
}

export const restrictedFiles: readonly RestrictedFile[] = [
  {
    file: 'classroom/rehearsal.ts',
    by: 'commands/rehearse',
    message:
      'Only src/commands/rehearse may write people, classes and enrollments: see docs/decisions/0024-rehearsal.md',
  },
];
