#!/usr/bin/env node
// Runs on whatever Node a person has, so it uses nothing that an old one lacks, and imports the
// rest only when it will work.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 18)) {
  const { enableCompileCache } = await import('node:module');
  // Start-up is mostly compiling: keep the result where Node keeps such things.
  enableCompileCache?.();
  const { main } = await import('./main.ts');
  await main();
} else {
  console.error(
    `timeback-catalog needs Node 22.18 or newer, and this is Node ${process.versions.node}.`,
  );
  process.exitCode = 1;
}
