import { parseAddress } from '../../model/address.ts';
import type { FieldDrift } from '../../model/drift.ts';
import { isNumber, type Json } from '../../model/json.ts';
import type { FieldChange } from '../../model/plan.ts';
import type { Style } from '../document.ts';
import type { Look } from '../look.ts';
import { arrow } from '../signs.ts';
import type { NameOf } from './drift-wording.ts';
import { pathText, valueText } from './value.ts';

/** One side's change of a field. */
export interface Step {
  readonly of: FieldDrift['of'];
  readonly change: FieldChange;
}

/** The changes of one cause; where both sides moved, of one side. */
export interface Steps {
  readonly heading: string;
  readonly style: Style;
  readonly steps: readonly Step[];
}

/** What happened to the fields of a node, by cause: what was done on the server comes first. */
export function stepsOf(fields: readonly FieldDrift[]): readonly Steps[] {
  const by = (wanted: FieldDrift['cause']) => fields.filter(({ cause }) => cause === wanted);
  const theirs = ({ of, path, before, after }: FieldDrift) => step(of, path, [before, after]);
  const ours = ({ of, path, before, wanted }: FieldDrift) => step(of, path, [before, wanted]);
  // What git edits may have been written by nobody here, so the server's value is what it replaces.
  const toCome = ({ of, path, after, wanted }: FieldDrift) => step(of, path, [after, wanted]);
  const all: readonly Steps[] = [
    {
      heading: 'changed on the server',
      style: 'yellow',
      steps: by('changed on the server').map(theirs),
    },
    { heading: 'both: on the server', style: 'red', steps: by('both').map(theirs) },
    { heading: 'both: in git', style: 'red', steps: by('both').map(ours) },
    { heading: 'edited in git', style: 'cyan', steps: by('edited in git').map(toCome) },
  ];
  return all.filter(({ steps }) => steps.length > 0);
}

function step(
  of: Step['of'],
  path: FieldDrift['path'],
  [before, after = null]: readonly [Json, Json | undefined],
): Step {
  const change: FieldChange =
    before === null ? { path, kind: 'added', after } : { path, kind: 'changed', before, after };
  return { of, change };
}

/** `parent: unit "A" → unit "B"`, `order: #2 → #1` */
export function placeText(
  { path, after, ...values }: FieldChange,
  name: NameOf,
  look: Look,
): string {
  const before = values.kind === 'changed' ? values.before : null;
  const place = pathText(path);
  if (before === after) return `${place}: stays ${placeName(after, name)}, others moved`;
  return `${place}: ${placeName(before, name)} ${arrow(look)} ${placeName(after, name)}`;
}

function placeName(value: Json, name: NameOf): string {
  if (value === null) return '(none)';
  if (isNumber(value)) return `#${value}`;
  const parsed = typeof value === 'string' ? parseAddress(value) : undefined;
  return parsed ? name(`${parsed.kind}/${parsed.sourcedId}`) : valueText(value);
}
