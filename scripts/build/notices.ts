import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** What is said beside the command line and the library of what is bundled into them. */
export const packageFiles = {
  notices: 'dist/THIRD-PARTY-NOTICES.txt',
  sbom: 'dist/sbom.cdx.json',
} as const;

/** A package of somebody else whose code is in what we ship. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** The licence's SPDX identifier. */
  readonly licence: string;
  /** The texts of its licence and notice files, copyright lines among them. */
  readonly texts: readonly string[];
}

/** Whose terms a shipped text meets: keep the copyright lines and the text, or (Blue Oak) the text alone. */
export const allowedLicences: readonly string[] = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
];

/**
 * The packages with code in the bundles of these metafiles, by name and version. Throws an Error if one
 * of them has no licence text, or a licence that nobody has allowed.
 */
export function packagesIn(metafiles: readonly Metafile[]): readonly BundledPackage[] {
  const packages = packageFoldersIn(metafiles).map(bundledPackage);
  // npm may install one version in several places.
  const once = new Map(packages.map((one) => [noticeOf(one), one]));
  return [...once].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** The notices that belong beside what these packages are bundled into. */
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
/** esbuild keeps the path of each module of CommonJS, also of what it bundled into a generated file. */
const bundledBefore = /(?<=["'])node_modules\/(?:@[^/"']+\/)?[^/"']+(?=\/)/g;

function packageFoldersOf(file: string): readonly string[] {
  const [folder] = packageFolder.exec(file) ?? [];
  if (folder !== undefined) return [folder];
  return file.startsWith('src/') && file.includes('/generated/')
    ? (readFileSync(file, 'utf8').match(bundledBefore) ?? [])
    : [];
}

/** Reads a package's folder. Throws as `noticesFor` does. */
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

/** Some authors keep the text in their repository alone; of those we have it, version by version. */
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
