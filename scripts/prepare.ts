// What npm runs after an install in a checkout, and when it packs an address of git. For `npm install --global` of
// such an address, as pre-commit does it, npm prepares the clone as if that were installed globally: without the
// packages that the build needs.
import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';

if (process.env['npm_config_global'] === 'true' && !existsSync('node_modules/esbuild')) {
  const env = { ...process.env, npm_config_global: 'false' };
  const install = 'npm ci --include=dev --ignore-scripts --no-audit --no-fund';
  execSync(install, { env, stdio: ['ignore', 'ignore', 'inherit'] });
}
await import('./build.ts');
