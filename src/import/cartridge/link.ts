import type { ArchiveFiles } from '../archive/read-archive.ts';
import { cleanTitle } from '../text.ts';
import { descend, readXml } from '../xml.ts';

/** The target of a small XML file of a cartridge. */
export interface Link {
  readonly title: string;
  readonly url?: string;
}

/** The address of a web link or LTI link; undefined for any other file. */
export function linkIn(path: string, files: ArchiveFiles): Link | undefined {
  const bytes = files.get(path);
  const read = bytes && readXml(path, bytes);
  if (!read?.ok) return undefined;
  const { value } = read;
  const title = cleanTitle(descend(value, 'title')?.text);
  switch (value.name) {
    case 'webLink':
      return withUrl(title, descend(value, 'url')?.attributes.get('href'));
    case 'cartridge_basiclti_link':
      return withUrl(
        title,
        (descend(value, 'secure_launch_url') ?? descend(value, 'launch_url'))?.text,
      );
    default:
      return undefined;
  }
}

/** Only http and https addresses count, never scripts. */
function withUrl(title: string, address: string | undefined): Link {
  const url = address?.trim().toWellFormed() ?? '';
  return /^https?:\/\/\S+$/i.test(url) ? { title, url } : { title };
}
