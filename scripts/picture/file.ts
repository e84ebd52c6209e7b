// A picture of a page, and whether it still shows that page. Fonts and versions of Chromium change the bytes
// of a picture, so it carries a checksum of the page; checking it needs no browser.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { chromium as driver } from 'playwright-core';
import { chromium, flags } from '../../test/support/chromium.ts';

const keyword = 'Page-Checksum';

/** A page as HTML, the PNG that shows it, and the width of the page in pixels. */
interface PagePicture {
  readonly file: string;
  readonly html: string;
  readonly width: number;
  /** Pixels of the picture for each pixel of the page. */
  readonly scale?: number;
}

/** Takes the picture; with `--check` only says whether it is stale, and ends with 1 if so. */
export async function takeOrCheck(picture: PagePicture, script: string): Promise<void> {
  if (!process.argv.includes('--check')) {
    await take(picture);
    console.log(`${picture.file} written`);
  } else if (!readFileSync(picture.file).includes(chunk(picture.html))) {
    console.error(`${picture.file} is stale: run \`npm run ${script}\`, and look at it.`);
    process.exitCode = 1;
  }
}

/** Takes the picture of a whole page. A page that is too wide is an error. */
async function take({ file, html, width, scale = 1 }: PagePicture): Promise<void> {
  if (chromium === undefined) throw new Error('There is no Chromium on this machine.');
  const browser = await driver.launch({ executablePath: chromium, args: [...flags] });
  try {
    const viewport = { width, height: 400 };
    const page = await browser.newPage({ viewport, deviceScaleFactor: scale });
    await page.setContent(html);
    const needed = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (needed > width) throw new Error(`The page is ${needed} px wide, and the picture ${width}.`);
    writeFileSync(file, withChecksum(await page.screenshot({ fullPage: true }), html));
  } finally {
    await browser.close();
  }
}

/**
 * The checksum of a page. What nobody sees, and what changes with each run or release (hashes, ids, times,
 * the version), does not count.
 */
function checksumOf(html: string): string {
  const lasting = html
    .replaceAll(/<!--.*?-->/gs, '')
    .replaceAll(/\btimeback-catalog \d+\.\d+\.\d+[\w.-]*/g, 'VERSION')
    .replaceAll(/\b[0-9a-f]{7,}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'HEX')
    .replaceAll(/\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?/g, 'TIME');
  return createHash('sha256').update(lasting).digest('hex');
}

/**
 * Adds a text chunk to a PNG: a PNG is a signature of 8 bytes and chunks, of which the first has 25 bytes; a
 * text may follow it.
 */
function withChecksum(png: Buffer, html: string): Buffer {
  const head = 8 + 25;
  return Buffer.concat([png.subarray(0, head), chunk(html), png.subarray(head)]);
}

function chunk(html: string): Buffer {
  const typed = Buffer.from(`tEXt${keyword}\0${checksumOf(html)}`, 'latin1');
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32BE(typed.length - 4, 0);
  sizes.writeUInt32BE(crc32(typed), 4);
  return Buffer.concat([sizes.subarray(0, 4), typed, sizes.subarray(4)]);
}
