import { type JsonNode, nodeAt, textAt } from '../document/json-nodes.ts';
import { nearest } from '../document/nearest.ts';
import { problem } from '../model/problem.ts';
import { doubt, type Finding, finding, type Terms } from './terms.ts';

/** Findings of the checks that the platform makes of every event before it accepts it. */
export function formFindings(event: JsonNode, terms: Terms): Finding[] {
  const { forms, spanOf } = terms;
  const span = spanOf(event);
  const lacking = forms.required.filter((key) => {
    const value = nodeAt(event, key)?.value;
    return value === undefined || value === null || value === '';
  });
  const lacks: Finding[] =
    lacking.length === 0
      ? []
      : [rejected({ detail: `The event lacks ${lacking.join(', ')}.`, span })];
  return [...lacks, ...typeFindings(event, terms), ...subjectFindings(event, terms)];
}

function rejected(said: Parameters<typeof doubt>[0]): Finding {
  return { loss: 'rejected', problem: problem('events/invalid', said) };
}

function typeFindings(event: JsonNode, { forms, spanOf }: Terms): Finding[] {
  const type = nodeAt(event, 'type');
  const action = nodeAt(event, 'action');
  if (type === undefined) return [];
  const types = [...new Set(forms.actions.map((pair) => pair.split(' ')[0] ?? ''))];
  if (typeof type.value !== 'string' || !types.includes(type.value)) {
    return [
      rejected({ detail: typeDetail(type.value), span: spanOf(type), ...near(type.value, types) }),
    ];
  }
  if (action === undefined) return [];
  const prefix = `${type.value} `;
  const actions = forms.actions.flatMap((pair) =>
    pair.startsWith(prefix) ? [pair.slice(prefix.length)] : [],
  );
  if (typeof action.value === 'string' && actions.includes(action.value))
    return xpFindings(event, spanOf);
  const detail = `The action of a ${type.value} is ${inWords(actions)}.`;
  return [rejected({ detail, span: spanOf(action), ...near(action.value, actions) })];
}

function typeDetail(value: JsonNode['value']): string {
  if (typeof value !== 'string') return 'The type of an event is a text.';
  return `"${value}" is no type of event that the platform documents.`;
}

function near(value: JsonNode['value'], known: readonly string[]): { hint?: string } {
  const found = typeof value === 'string' && value.length < 100 ? nearest(value, known) : undefined;
  return { hint: found === undefined ? `Use ${inWords(known)}.` : `Did you mean "${found}"?` };
}

function inWords(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** Warns about a grade without XP. The platform accepts it, but the student gets no XP. */
function xpFindings(event: JsonNode, spanOf: Terms['spanOf']): Finding[] {
  if (textAt(event, 'type') !== 'GradeEvent') return [];
  const generated = nodeAt(event, 'generated');
  const score = nodeAt(generated, 'scoreGiven');
  const isXp = textAt(generated, 'extensions', 'scoreType') === 'XP';
  if (isXp && typeof score?.value === 'number') return [];
  const detail = isXp
    ? 'generated.scoreGiven, the number of XP, is missing or no number.'
    : 'The event gives no XP: generated.extensions.scoreType is not "XP".';
  return [doubt({ detail, span: spanOf(score ?? generated ?? event) })];
}

function subjectFindings(event: JsonNode, { forms, spanOf }: Terms): Finding[] {
  if (!forms.graded.includes(textAt(event, 'type') ?? '')) return [];
  const subject = nodeAt(event, 'extensions', 'subject');
  if (typeof subject?.value === 'string' && forms.subjects.includes(subject.value)) return [];
  const detail = subject
    ? 'extensions.subject is none of the subjects that are known (row event.subjects).'
    : 'extensions.subject is missing, and graded events need it.';
  const hint = near(subject?.value ?? null, forms.subjects);
  const said = { detail, span: spanOf(subject ?? event), ...hint };
  return [finding('events/invalid', forms.without.subject, said)];
}
