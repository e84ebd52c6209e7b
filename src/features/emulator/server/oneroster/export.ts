import { crc32 } from 'node:zlib';
import { type Endpoint, notThere, ownEntry } from '../api.ts';

/**
 * `POST /resources/export/:resource`: in the document, the answer is a Common Cartridge. Here it is a minimal
 * one: a manifest with the resource's id and title, without content.
 */
export const exportEndpoint: Endpoint = {
  paths: ['/ims/oneroster/resources/v1p2/resources/export/:resource'],
  method: 'POST',
  right: 'read',
  answer: ({ client }, { api, param }) => {
    const sourcedId = param('resource');
    const entry = ownEntry('resource', sourcedId, { client }, { store: api.singles });
    if (!entry) return notThere('resource', sourcedId, api);
    const title = String(entry.record['title'] ?? '');
    return {
      status: 200,
      bytes: archiveOf('imsmanifest.xml', manifest(sourcedId, title)),
      headers: {
        'content-type': 'application/zip',
        'content-disposition': `attachment; filename="resource.imscc"`,
      },
    };
  },
};

function manifest(sourcedId: string, title: string): string {
  const [identifier, name] = [sourcedId, title].map(escaped);
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="${identifier}" xmlns="http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1">
  <metadata><schema>IMS Common Cartridge</schema><schemaversion>1.3.0</schemaversion></metadata>
  <organizations>
    <organization identifier="root" structure="rooted-hierarchy">
      <item identifier="top"><item identifier="resource"><title>${name}</title></item></item>
    </organization>
  </organizations>
  <resources/>
</manifest>
`;
}

/** A text within XML, without the characters that XML cannot hold. */
function escaped(text: string): string {
  const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '"': '&quot;' };
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<"]/g, (mark) => marks[mark] ?? mark);
}

/** A ZIP archive of one uncompressed file. */
function archiveOf(name: string, text: string): Uint8Array<ArrayBuffer> {
  const [file, data] = [Buffer.from(name), Buffer.from(text)];
  // From the version to the length of the name, both headers have the same fields.
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(20, 0);
  shared.writeUInt16LE(0x0800, 2);
  shared.writeUInt16LE(0x21, 8);
  shared.writeUInt32LE(crc32(data), 10);
  shared.writeUInt32LE(data.length, 14);
  shared.writeUInt32LE(data.length, 18);
  shared.writeUInt16LE(file.length, 22);
  const local = Buffer.concat([signature(0x04034b50), shared, file, data]);
  const made = Buffer.from([20, 0]);
  const entry = Buffer.concat([signature(0x02014b50), made, shared, Buffer.alloc(14), file]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(entry.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, entry, signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
