import { quoteShort } from '../../../document/place.ts';
import type { ExportFiles } from '../../../files/import-folder.ts';
import { type Checked, checked } from '../../../model/problem.ts';
import { unreadable } from '../imported.ts';
import { plainPath } from './archive.ts';
import { otherSystem } from './other-systems.ts';
import { childrenOf, type Element, readXml } from './xml.ts';

/** A content package: its manifest, and the files around it. */
export interface ContentPackage {
  readonly manifest: Element;
  /** Path of the manifest in the archive or folder. */
  readonly at: string;
  /** The folder of the manifest, with a slash at its end; empty at the top. */
  readonly root: string;
  readonly names: readonly string[];
  /** The path of the file that an `href` leads to; undefined if there is no such file. */
  readonly pathOf: (href: string, ...bases: readonly (string | undefined)[]) => string | undefined;
  /** The root element of a file, read once; undefined if it is not readable XML. */
  readonly xmlAt: (path: string) => Element | undefined;
}

const manifestName = 'imsmanifest.xml';

/** Whether a file may be the manifest of a content package. */
function isManifest(path: string): boolean {
  return `/${path.toLowerCase()}`.endsWith(`/${manifestName}`);
}

/** Opens the package in an archive or a folder. The manifest may be in a folder together with the rest. */
export function openPackage(file: string, { files, names }: ExportFiles): Checked<ContentPackage> {
  const depth = (path: string) => path.split('/').length;
  const found = [...files.keys()].filter(isManifest).sort((a, b) => depth(a) - depth(b));
  const [at, other] = found;
  const bytes = at === undefined ? undefined : files.get(at);
  if (at === undefined || !bytes) return noManifest(file, names);
  if (other !== undefined && depth(other) === depth(at)) return several(file, found);
  const manifest = readXml(at, bytes);
  if (!manifest.ok) return manifest;
  if (manifest.value.name !== 'manifest') return noPackage(file, manifest.value.name);
  const root = at.slice(0, -manifestName.length);
  const byLetters = new Map(names.map((name) => [name.toLowerCase(), name]));
  const known = new Set(names);
  const read = new Map<string, Element | undefined>();
  return checked({ manifest: manifest.value, at, root, names, pathOf, xmlAt }, []);

  function pathOf(href: string, ...bases: readonly (string | undefined)[]): string | undefined {
    const base = bases.filter((one) => one !== undefined).join('');
    // Some exporters write a folder without a slash at its end, and some write a base that fits nothing.
    const starts = new Set([folderOf(base), `${base}/`, '']);
    const tries = [...starts].flatMap((start) => spellings(href).map((one) => `${start}${one}`));
    for (const spelling of tries) {
      const path = plainPath(`${root}${spelling}`);
      if (path === undefined || path === '') continue;
      if (known.has(path)) return path;
      const alike = byLetters.get(path.toLowerCase());
      if (alike !== undefined) return alike;
    }
    return undefined;
  }

  function xmlAt(path: string): Element | undefined {
    if (!read.has(path)) {
      const content = files.get(path);
      const element = content && readXml(path, content);
      read.set(path, element?.ok ? element.value : undefined);
    }
    return read.get(path);
  }
}

/** The folder of a path, with a slash at its end; empty at the top. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** The spellings to try for a path: as written, without query and fragment, and decoded. */
function spellings(href: string): readonly string[] {
  const written = href.trim().replaceAll('\\', '/').normalize('NFC');
  const end = written.search(/[?#]/);
  const path = end === -1 ? written : written.slice(0, end);
  return [...new Set([written, path, unescaped(written), unescaped(path)])];
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text).normalize('NFC');
  } catch {
    return text;
  }
}

function noManifest(file: string, names: readonly string[]): Checked<never> {
  const other = otherSystem(file, names);
  const inner = names.find((name) => /\.(?:imscc|zip)$/i.test(name));
  const detail =
    other?.detail ??
    `${file} has no ${manifestName}, so it is neither a Common Cartridge nor another content package.`;
  const hint =
    other?.hint ??
    (inner === undefined
      ? `Export the course as a Common Cartridge, and tests as a package with its ${manifestName}.`
      : `It contains ${inner}: unpack that, and import it.`);
  return unreadable(detail, hint);
}

function noPackage(file: string, element: string): Checked<never> {
  return unreadable(
    `${file} is no content package: where a manifest begins, it has the element ${quoteShort(element)}.`,
    `Import the whole package with its ${manifestName}, as an archive or as a folder.`,
  );
}

function several(file: string, found: readonly string[]): Checked<never> {
  return unreadable(
    `${file} has several packages: ${found.slice(0, 5).join(', ')}.`,
    'Unpack it, and import each folder separately: `timeback-catalog import cartridge FOLDER`.',
  );
}

/** The text of the first child with one of these names that has text, in any language. */
export function firstText(element: Element | undefined, names: readonly string[]): string {
  for (const name of names) {
    for (const child of childrenOf(element, name)) if (child.text.trim() !== '') return child.text;
  }
  return '';
}
