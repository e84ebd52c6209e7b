import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { addFacts } from '../../src/identity/ledger/edit.ts';
import { idsInFiles } from '../../src/manifest/format.ts';
import { type CatalogShape, catalogFiles } from './catalog.ts';

/** A temporary folder with everything that the contenders need. */
export interface Workbench {
  readonly folder: string;
  /** A script that does nothing, which shows the cost of starting Node. */
  readonly emptyScript: string;
  readonly concurrentScript: string;
  readonly naiveScript: string;
  /** Bundles a script of this folder; returns the file in `folder`. */
  readonly bundle: (source: URL) => Promise<string>;
  /** Writes a made-up catalog into a folder of its own; returns the folder. */
  readonly writeCatalog: (shape: CatalogShape) => string;
  /** Writes a made-up catalog with its ledger, and commits it. */
  readonly commitCatalog: (shape: CatalogShape) => string;
  readonly remove: () => void;
}

export async function openWorkbench(): Promise<Workbench> {
  const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-bench-'));
  const emptyScript = join(folder, 'empty.mjs');
  writeFileSync(emptyScript, '');
  const bundle = async (source: URL) => {
    const outfile = join(folder, `${parse(source.pathname).name}.mjs`);
    await bundleScript(fileURLToPath(source), outfile);
    return outfile;
  };
  const writeCatalog = (shape: CatalogShape) => {
    const catalog = mkdtempSync(join(folder, 'catalog-'));
    for (const [name, text] of catalogFiles(shape)) {
      mkdirSync(dirname(join(catalog, name)), { recursive: true });
      writeFileSync(join(catalog, name), text);
    }
    return catalog;
  };
  return {
    folder,
    emptyScript,
    bundle,
    concurrentScript: await bundle(new URL('./concurrent-script.ts', import.meta.url)),
    naiveScript: await bundle(new URL('./naive-script.ts', import.meta.url)),
    writeCatalog,
    commitCatalog: (shape) => {
      const catalog = writeCatalog(shape);
      writeFileSync(join(catalog, 'timeback-catalog.yaml'), 'org: partner-sandbox\n');
      writeFileSync(join(catalog, 'catalog.ids'), ledgerOf(shape));
      commitAll(catalog);
      return catalog;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Writes a config whose environment `bench` is the platform at a URL. */
export function writeConfig(catalog: string, url: string): void {
  const config = `org: partner-sandbox\nenvironments:\n  bench:\n    baseUrl: ${url}\n`;
  writeFileSync(join(catalog, 'timeback-catalog.yaml'), config);
}

/** Changes the text of every manifest but not its meaning, so that none is recognised by its blob id. */
export function touchManifests(catalog: string, shape: CatalogShape): void {
  for (const name of catalogFiles(shape).keys())
    appendFileSync(join(catalog, name), '# Touched.\n');
}

/** Bundles like the tool, so that finding packages is not part of the comparison. */
async function bundleScript(source: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    // The yaml package for Node is CommonJS and loads Node's modules by `require`.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
}

function ledgerOf(shape: CatalogShape): string {
  const encoder = new TextEncoder();
  const files = [...catalogFiles(shape)].map(([file, text]) => ({
    file,
    bytes: encoder.encode(text),
  }));
  const facts = idsInFiles(files).map((id) => ({ says: 'live', ...id }) as const);
  const file = 'catalog.ids';
  return addFacts(new Map(), facts, { form: 'file', file }).get(file) ?? '';
}

/** Commits all files of a folder, in a new repository if there is none. */
export function commitAll(folder: string): void {
  git(folder, 'init', '--quiet');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'The base');
}

/** Runs git without the settings of the machine, which may sign commits or run hooks. */
function git(cwd: string, ...args: readonly string[]): void {
  const author = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.org'];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  execFileSync('git', [...author, ...args], { cwd, env });
}
