import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import type { Output } from './output.ts';
import { kinds, schemaFiles } from './schemas.ts';

const folder = 'src/document/generated';
const heading = '// Made from schemas/ by `npm run generate`.\n';

/** Schemas that only few commands read; other commands do not load their code. */
const ofSavedPlans = ['plan', 'plans'];

/** The schemas as code, so that starting the tool compiles nothing. */
export const validators: readonly Output[] = [
  ...validatorsOf(
    'validators',
    kinds.filter((kind) => !ofSavedPlans.includes(kind)),
  ),
  ...validatorsOf('plan-validators', ofSavedPlans),
];

function validatorsOf(name: string, kinds: readonly string[]): readonly Output[] {
  return [
    { file: `${folder}/${name}.js`, make: () => codeOf(kinds) },
    { file: `${folder}/${name}.d.ts`, make: () => declarationOf(kinds) },
  ];
}

async function codeOf(kinds: readonly string[]): Promise<string> {
  const ajv = new Ajv({
    schemas: schemaFiles.map(({ schema }) => schema),
    allErrors: true,
    // Messages quote titles and fields of the schema at the fault.
    verbose: true,
    // The tool words its own messages, and what is not loaded costs no time.
    messages: false,
    allowUnionTypes: true,
    strictTypes: false,
    inlineRefs: false,
    code: { source: true, esm: true },
  });
  const byExport = Object.fromEntries(kinds.map((kind) => [kind, `${kind}.schema.json`]));
  const table = `export const validators = { ${kinds.join(', ')} };`;
  return `${heading}${await bundle(`${standalone.default(ajv, byExport)}\n${table}`)}`;
}

function declarationOf(kinds: readonly string[]): string {
  return `${heading}import type { Validator } from '../validate.ts';

export declare const validators: Readonly<Record<${kinds.map((kind) => `'${kind}'`).join(' | ')}, Validator>>;
`;
}

/** Bundles the code of Ajv, which writes \`require\` for its runtime even into modules. */
async function bundle(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: import.meta.dirname, loader: 'js' },
    bundle: true,
    format: 'esm',
    target: 'es2023',
    legalComments: 'none',
    minifySyntax: true,
    minifyWhitespace: true,
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
