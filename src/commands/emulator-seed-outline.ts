import { decode } from '../document/decode.ts';
import { identify } from '../import/identify.ts';
import { readJsonOutline } from '../import/json/outline-json.ts';
import { merge } from '../import/merge.ts';
import type { Outline } from '../import/outline.ts';
import { oncePlaced } from '../import/placements.ts';
import { readTableOutline } from '../import/table/outline-table.ts';
import { manifestText } from '../import/write.ts';
import type { SourceFile } from '../manifest/source-file.ts';
import { isObject, parseJson } from '../model/json.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { uuidOf } from '../model/uuid-of.ts';
import type { World } from './world.ts';

/** Whether a file to seed with is an outline rather than a manifest. */
export function isOutline({ file, bytes }: SourceFile): boolean {
  if (isTable(file)) return true;
  if (!/\.json$/i.test(file)) return false;
  const text = decode(file, bytes);
  const value = text.ok ? parseJson(text.value) : undefined;
  return Array.isArray(value) || (isObject(value) && value['kind'] === undefined);
}

function isTable(file: string): boolean {
  return /\.(csv|tsv|tab)$/i.test(file);
}

/** The manifests that an outline would be imported as. The same file gives the same ids each time. */
export function manifestsOf(
  { file, bytes }: SourceFile,
  { sha256 }: Pick<World, 'sha256'>,
): Checked<readonly SourceFile[]> {
  const text = decode(file, bytes);
  if (!text.ok) return text;
  const outline: Checked<Outline> = isTable(file)
    ? readTableOutline(file, text.value, { mappings: [] })
    : readJsonOutline(file, text.value);
  if (!outline.ok) return { ok: false, problems: outline.problems.map(told) };
  let count = 0;
  const mint = () => {
    count += 1;
    return uuidOf(sha256(`timeback-catalog seed\n${file}\n${count}`));
  };
  const known = { present: new Map(), keys: new Map(), mint, adopt: false };
  const { imported, leftOut } = identify(oncePlaced(outline.value, 'leave-out'), known);
  const { files } = merge(imported, [], {
    present: 'keep',
    fileFor: (kind, title) => `${file}: ${kind} ${JSON.stringify(title)} ${mint()}.yaml`,
  });
  const manifests = [...files].map(([name, { kind, value }]) => ({
    file: name,
    bytes: encoder.encode(manifestText({ file: name, kind, value, hasSchemas: false })),
  }));
  const [first] = leftOut;
  const problems = first ? [notSeeded(file, leftOut.length, `${first.what}: ${first.why}`)] : [];
  return checked(manifests, problems);
}

const encoder = new TextEncoder();

/** Columns are mapped by an import alone. */
function told(found: Problem): Problem {
  if (found.code !== 'import/columns') return found;
  const hint =
    'Name the columns course, unit and lesson; or import it with `import outline --map`, and seed the manifests.';
  return { ...found, hint };
}

function notSeeded(file: string, count: number, first: string): Problem {
  const many = count === 1 ? 'One thing' : `${count} things`;
  return problem('import/left-out', {
    detail: `${many} in ${file} cannot be seeded. ${first.replace(/^./, (letter) => letter.toUpperCase())}.`,
  });
}
