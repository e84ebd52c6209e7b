// `npm run release`: the steps of a release, as .github/workflows/release.yml takes them.
//
//   npm run release -- check release/v1.2.3   whether this commit can be released so; prints what it is called
//   npm run release -- notes release/v1.2.3   what the changelog says of it
//   npm run release -- commit release/v1.2.3  commits the Action's bundle beside main, sets the tags; prints them
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionFiles } from './build/action-files.ts';
import { commitRelease } from './release/commit.ts';
import { notesFor, releaseOf, releaseProblems } from './release/release.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const git = (...args: readonly string[]) =>
  execFileSync('git', [...args], { cwd: root, encoding: 'utf8' }).trim();

const [step, tag = ''] = process.argv.slice(2);
const release = releaseOf(tag);
if (step === 'check') check();
else if (!release)
  throw new Error(`${tag || 'Nothing'} is no tag of a release. Call it release/vX.Y.Z.`);
else if (step === 'notes') console.log(notesFor(read('CHANGELOG.md'), release.version));
else if (step === 'commit') {
  const files = Object.values(actionFiles);
  const tags = commitRelease({ root, source: 'HEAD', release, files });
  console.log(tags.join('\n'));
} else throw new Error('Say which step: check, notes or commit.');

function check(): void {
  const runsIn = process.env['GITHUB_REPOSITORY'];
  const problems = releaseProblems(tag, {
    packageJson: JSON.parse(read('package.json')),
    lockFile: JSON.parse(read('package-lock.json')),
    changelog: read('CHANGELOG.md'),
    tags: git('tag', '--list').split('\n'),
    ...(runsIn && { runsIn }),
  });
  for (const problem of problems) console.error(problem);
  if (problems.length > 0 || !release) process.exitCode = 1;
  else {
    console.log(`version=${release.version}`);
    console.log(`tag=${release.tag}`);
    console.log(`npm_tag=${release.npmTag}`);
  }
}
