import { build } from 'esbuild';
import { noticesFor } from './notices.ts';
import { common } from './options.ts';

/** The files of the Action that git tracks. action.yml names the first. */
export const actionFiles = {
  bundle: 'dist/action.js',
  notices: 'dist/action.THIRD-PARTY-NOTICES.txt',
} as const;

/**
 * The Action in one file, since a step of a workflow runs what its repository holds at a commit, and
 * the licences of what is in it. By path.
 */
export async function bundleAction(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles, metafile } = await build({
    ...common,
    entryPoints: { action: 'src/action/start.ts' },
    target: 'node24',
    write: false,
    metafile: true,
  });
  const [file] = outputFiles;
  if (!file) throw new Error('esbuild made no file');
  const notices = noticesFor('action.js', [metafile]);
  return new Map([
    [actionFiles.bundle, file.contents],
    [actionFiles.notices, new TextEncoder().encode(notices)],
  ]);
}
