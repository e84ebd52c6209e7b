import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { common, oldestNode } from './options.ts';

const root = join(import.meta.dirname, '../..');

/** Folders of the package that the command line and the library read. */
const folders = ['schemas', 'examples/workflows'];

/**
 * Builds the command line as one CommonJS file that reads nothing from a package and loads no other file, for
 * an executable that also holds Node.
 */
export async function buildStandalone(outfile: string): Promise<void> {
  const { outdir: _, banner: __, ...rest } = common;
  await build({
    ...rest,
    outfile,
    format: 'cjs',
    target: oldestNode,
    stdin: {
      contents:
        "import { main } from './src/cli/main.ts';\nvoid main({ none: 'this is one file' });\n",
      resolveDir: root,
    },
    plugins: [packageFilesInside],
  });
}

/** Puts the package's files into code that runs outside of the package. */
export const packageFilesInside: Plugin = {
  name: 'package files',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[/\\]src[/\\]files[/\\]package-files\.ts$/ }, () => ({
      contents: packageFiles(),
      loader: 'ts',
    }));
  },
};

/** A replacement for src/files/package-files.ts with the same exports. */
function packageFiles(): string {
  const names = folders.flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
  );
  const texts = Object.fromEntries(
    ['package.json', ...names].map((name) => [name, readFileSync(join(root, name), 'utf8')]),
  );
  return `
const texts = ${JSON.stringify(texts)};
export const ownPackageFolder = () => '';
export const packageText = (_, ...path) => texts[path.join('/')];
export const packageNames = (_, ...path) =>
  Object.keys(texts)
    .filter((name) => name.startsWith(path.join('/') + '/'))
    .map((name) => name.split('/').at(-1))
    .sort();
`;
}
