import type { Json, JsonObject } from '../../model/json.ts';
import type { Change, FieldChange } from '../../model/plan.ts';
import type { Look } from '../look.ts';
import { cut } from '../table.ts';
import { firstOf, lineParts } from '../text-diff.ts';
import { pathText, valueText } from './names.ts';

/** The fields of one change as lines of a `diff` block: `-` what is there, `+` what will be. */
export function diffLines(change: Change, look: Look): string[] {
  return change.action === 'create'
    ? newFields(change.after.fields, look)
    : change.fields.flatMap(fieldDiff);
}

/** One field's difference as lines of a `diff` block. */
export function fieldDiff(field: FieldChange): string[] {
  const path = pathText(field.path);
  if (field.kind === 'added') return [`+ ${path}: ${valueText(field.after)}`];
  return (
    multilineDiff(path, field.before, field.after) ?? [
      `- ${path}: ${valueText(field.before)}`,
      `+ ${path}: ${valueText(field.after)}`,
    ]
  );
}

const marks = { same: ' ', removed: '-', added: '+' } as const;

function multilineDiff(path: string, before: Json, after: Json): string[] | undefined {
  if (typeof before !== 'string' || typeof after !== 'string') return undefined;
  if (!`${before}${after}`.includes('\n')) return undefined;
  const parts = lineParts(before, after);
  return (
    parts && [
      `  ${path}:`,
      ...parts.flatMap(({ state, value }) =>
        firstOf(value, (more) => `... ${more} more lines`).map(
          (line) => `${marks[state]}   ${line}`,
        ),
      ),
    ]
  );
}

/** Values of a new node longer than this are cut: the manifest beside it has them in full. */
const longestValue = 200;

function newFields(fields: JsonObject, look: Look): string[] {
  return Object.entries(fields).map(
    ([name, value]) => `+ ${pathText([name])}: ${cut(valueText(value), longestValue, look)}`,
  );
}
