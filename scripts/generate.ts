import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { contentRulesPage } from './generate/content-rules.ts';
import { dialectPages } from './generate/dialect-facts.ts';
import { emulatorPage } from './generate/emulator-page.ts';
import { layerRules } from './generate/layers.ts';
import { limitsPage } from './generate/limits.ts';
import { metadataSchema } from './generate/metadata-schema.ts';
import type { Output } from './generate/output.ts';
import { outputsPage } from './generate/outputs.ts';
import { packagesPage } from './generate/packages.ts';
import { problems } from './generate/problems.ts';
import { reference } from './generate/reference.ts';
import { repositoryNames } from './generate/repository.ts';
import { validators } from './generate/validators.ts';

/** Every file of the repository that is generated from other files. */
const outputs: readonly Output[] = [
  metadataSchema,
  ...validators,
  problems,
  ...layerRules,
  limitsPage,
  contentRulesPage,
  ...dialectPages,
  emulatorPage,
  ...reference,
  packagesPage,
  outputsPage,
  ...repositoryNames,
];

const root = join(import.meta.dirname, '..');
const check = process.argv.includes('--check');

// All files are made before one is written: if one fails, the others stay unchanged too.
const made = new Map<string, string>();
for (const { file, make } of outputs) {
  // The second one would be made from the old text, since the first is not written yet.
  if (made.has(file)) throw new Error(`${file} is made twice.`);
  made.set(file, await make());
}

for (const [file, text] of made) {
  const current = readIfThere(join(root, file));
  if (current === text) continue;
  if (check) {
    console.error(`${file} is stale: run \`npm run generate\`.`);
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
    console.log(`${file} written`);
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return undefined;
  }
}
