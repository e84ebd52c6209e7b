// What npm runs before it packs or publishes this folder, or installs it from a git address: the build. In a
// clone where nothing is installed it installs first. It is called `prepare`, although npm warns whoever installs an
// archive that has a script of that name: of all scripts, `npm install --global` of a git address runs that one alone.
// No TypeScript, since any Node may run it.
const { execSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
// `npm ci` comes here again, with packages to build with. Options of the npm above reach the one below: what it
// is told to leave undone there must be done here, and its stdout is for what that one prints.
const order = existsSync(join(root, 'node_modules'))
  ? 'npm run --silent build'
  : 'npm ci --no-dry-run --no-global --include=dev --no-audit --no-fund --no-json --loglevel=error';
execSync(order, { cwd: root, stdio: ['ignore', 2, 2] });
