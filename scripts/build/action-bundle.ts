import { build } from 'esbuild';
import { common } from './options.ts';

/** Where the Action's one file is: action.yml names it. */
export const bundleFile = 'dist/action.js';

/** The Action in one file, since a step of a workflow runs what its repository holds at a commit. */
export async function bundleAction(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    ...common,
    entryPoints: { action: 'src/action/start.ts' },
    target: 'node24',
    write: false,
  });
  const [file] = outputFiles;
  if (!file) throw new Error('esbuild made no file');
  return file.contents;
}
