import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** Files about the packages that are bundled into the command line and the library. */
export const packageFiles = {
  notices: 'dist/THIRD-PARTY-NOTICES.txt',
  sbom: 'dist/sbom.cdx.json',
} as const;

/** A package of others whose code is in the shipped files. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** The SPDX identifier of the licence. */
  readonly licence: string;
  /** The texts of its licence and notice files, including copyright lines. */
  readonly texts: readonly string[];
}

/**
 * Licences whose terms a shipped text fulfils: keep the copyright lines and the text, or (Blue Oak) only the
 * text.
 */
export const allowedLicences: readonly string[] = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
];

/**
 * The packages with code in the bundles of these metafiles, by name and version. Throws an Error if a package
 * has no licence text, or a licence that is not allowed.
 */
export function packagesIn(metafiles: readonly Metafile[]): readonly BundledPackage[] {
  const packages = packageFoldersIn(metafiles).map(bundledPackage);
  // npm may install one version in several places.
  const once = new Map(packages.map((one) => [noticeOf(one), one]));
  return [...once].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** The notices for the packages that are bundled into `what`. */
export function noticesFor(what: string, packages: readonly BundledPackage[]): string {
  const head = `${what} holds code of the packages below. Each is under its own licence, which follows its name.\n`;
  return [head, ...packages.map(noticeOf)].join(`\n${'-'.repeat(80)}\n\n`);
}

/** The folders of packages with code in the bundles, sorted, such as `node_modules/yaml`. */
function packageFoldersIn(metafiles: readonly Metafile[]): readonly string[] {
  const outputs = metafiles.flatMap((metafile) => Object.values(metafile.outputs));
  const files = outputs
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => file);
  const folders = [...new Set(files)].flatMap(packageFoldersOf);
  return [...new Set(folders)].sort();
}

const packageFolder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
/** Paths of CommonJS modules, which esbuild keeps even for code that it bundled into a generated file. */
const bundledBefore = /(?<=["'])node_modules\/(?:@[^/"']+\/)?[^/"']+(?=\/)/g;

function packageFoldersOf(file: string): readonly string[] {
  const [folder] = packageFolder.exec(file) ?? [];
  if (folder !== undefined) return [folder];
  return file.startsWith('src/') && file.includes('/generated/')
    ? (readFileSync(file, 'utf8').match(bundledBefore) ?? [])
    : [];
}

/** Reads the folder of a package. Throws like `noticesFor`. */
export function bundledPackage(folder: string): BundledPackage {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!allowedLicences.includes(license)) {
    throw new Error(
      `${name} ${version} is bundled, and its licence ${license} is none of ${allowedLicences.join(', ')}. Do without the package, or add the licence in scripts/build/notices.ts once somebody has read what it asks for.`,
    );
  }
  const texts = licenceFilesOf(folder, `${name}@${version}`)
    .map((file) => readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim())
    .filter((text) => text !== '');
  if (texts.length === 0) {
    throw new Error(
      `${name} ${version} is bundled, and ${folder} has no licence text that could be shipped with it. Do without the package, or save the text that its authors publish as scripts/build/licences/${name}@${version}.txt.`,
    );
  }
  return { name, version, licence: license, texts };
}

/** Licence texts that authors keep only in their repository, copied for each version. */
const ownCopies = join(import.meta.dirname, 'licences');

function licenceFilesOf(folder: string, nameAndVersion: string): readonly string[] {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const copy = join(ownCopies, `${nameAndVersion}.txt`);
  if (files.length === 0) return existsSync(copy) ? [copy] : [];
  return files.sort().map((file) => join(folder, file));
}

function noticeOf({ name, version, licence, texts }: BundledPackage): string {
  return [`${name} ${version} (${licence})`, ...texts].join('\n\n').concat('\n');
}
