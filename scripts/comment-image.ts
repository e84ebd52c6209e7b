// Makes docs/images/pull-request-comment.png: the comment that the bundled Action writes on a pull
// request, shown as GitHub would show it. Needs git and a Chromium.
//
//   npm run comment-image -- --check   changes nothing, needs no Chromium; ends with 1 if the picture is stale
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from './comment-image/catalog.ts';
import { commentFor } from './comment-image/comment.ts';
import { pageOf } from './comment-image/page.ts';
import { takeOrCheck } from './picture/file.ts';

const file = 'docs/images/pull-request-comment.png';
const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-image-'));
try {
  const html = pageOf(await commentFor({ before, after }, folder));
  // At this scale the picture is sharp on most screens, and the file is small.
  await takeOrCheck({ file, html, width: 900, scale: 1.5 }, 'comment-image');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
