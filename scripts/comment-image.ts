// Makes docs/images/pull-request-comment.png: the comment that the bundled Action writes on a pull
// request, shown as GitHub would show it. Needs git and a Chromium, named by the variable CHROMIUM.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from './comment-image/catalog.ts';
import { commentFor } from './comment-image/comment.ts';
import { pageOf } from './comment-image/page.ts';
import { photograph } from './comment-image/photograph.ts';

const image = 'docs/images/pull-request-comment.png';
const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-image-'));
try {
  const body = await commentFor({ before, after }, folder);
  const page = join(folder, 'page.html');
  writeFileSync(page, pageOf(body));
  mkdirSync('docs/images', { recursive: true });
  const bytes = photograph(page, process.env['CHROMIUM'] ?? 'chromium');
  writeFileSync(image, bytes);
  console.log(`${image} written, ${Math.round(bytes.length / 1024)} KB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
