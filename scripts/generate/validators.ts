import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import type { Output } from './output.ts';
import { kinds, schemaFiles } from './schemas.ts';

const folder = 'src/document/generated';
const heading = '// Made from schemas/ by `npm run generate`.\n';

/** The schemas as code: starting the tool compiles nothing. */
export const validators: Output = {
  file: `${folder}/validators.js`,
  async make() {
    const ajv = new Ajv({
      schemas: schemaFiles.map(({ schema }) => schema),
      allErrors: true,
      // The messages quote titles and fields from the schema at the fault.
      verbose: true,
      allowUnionTypes: true,
      strictTypes: false,
      inlineRefs: false,
      code: { source: true, esm: true },
    });
    const byExport = Object.fromEntries(kinds.map((kind) => [kind, `${kind}.schema.json`]));
    const table = `export const validators = { ${kinds.join(', ')} };`;
    return `${heading}${await bundle(`${standalone.default(ajv, byExport)}\n${table}`)}`;
  },
};

export const validatorDeclarations: Output = {
  file: `${folder}/validators.d.ts`,
  make() {
    return `${heading}import type { ErrorObject } from 'ajv';
import type { Documents } from './types.ts';

/** Leaves what it found in \`errors\` until it is called again. */
interface Validator {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null;
}

export declare const validators: { readonly [Kind in keyof Documents]: Validator };
`;
  },
};

/** Ajv writes \`require\` for its runtime even into modules; bundling makes the file stand alone. */
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
