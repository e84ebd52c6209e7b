import { build } from 'esbuild';
import packageJson from '../../package.json' with { type: 'json' };
import { actionFiles } from './action-files.ts';
import { noticesFor, packagesIn } from './notices.ts';
import { common } from './options.ts';
import { sbomFor } from './sbom.ts';

/**
 * Builds the Action as one file, since a step of a workflow runs what a repository holds at a commit, with
 * the licences and a list of its content. Returns the files by path.
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
  const packages = packagesIn([metafile]);
  const { name, version } = packageJson;
  const texts = {
    notices: noticesFor('action.js', packages),
    sbom: sbomFor({ name: `${name}-action`, version, type: 'application' }, packages),
  };
  return new Map([
    [actionFiles.bundle, file.contents],
    [actionFiles.notices, new TextEncoder().encode(texts.notices)],
    [actionFiles.sbom, new TextEncoder().encode(texts.sbom)],
  ]);
}
