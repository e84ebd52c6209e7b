// `npm run reliability`: runs the tests behind each promise and writes their results into
// docs/reliability.md. Ends with 1 if one failed; then the page stays unchanged.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readScores } from './mutation/scores.ts';
import { reliabilityPage } from './reliability/page.ts';
import { promises } from './reliability/promises.ts';
import { runTests } from './reliability/run.ts';

const files = [...new Set(promises.flatMap(({ tests }) => tests))];
const results = runTests(files);
const failed = files.filter((file) => (results.get(file)?.failed ?? 1) > 0);
if (failed.length > 0) {
  console.error(`Tests failed in ${failed.join(', ')}. docs/reliability.md is not written.`);
  process.exitCode = 1;
} else {
  const date = new Date().toISOString().slice(0, 10);
  const prism = createRequire(import.meta.url)('@stoplight/prism-cli/package.json').version;
  const run = { date, node: process.versions.node, prism, mutation: readScores() };
  writeFileSync(
    join(import.meta.dirname, '../docs/reliability.md'),
    reliabilityPage(promises, results, run),
  );
}
