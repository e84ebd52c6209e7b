import { quoteShort } from '../document/place.ts';
import { isObject, type Json } from '../model/json.ts';
import { type Problem, problem } from '../model/problem.ts';
import { isTitle } from '../model/text.ts';
import { mayHaveSlip, type TextUse, textSlipIn } from '../model/texts/text-slips.ts';
import { spanIn, type WrittenNode, writtenTitleOf } from './manifest.ts';

/**
 * The problems of the texts of nodes: titles that show nothing or span several lines, and slips that people
 * do not see. Each text has at most one problem.
 */
export function checkTexts(nodes: readonly WrittenNode[]): Problem[] {
  const problems: Problem[] = [];
  for (const node of nodes) problems.push(...titleProblems(node), ...slipsOf(node));
  return problems;
}

const none: readonly Problem[] = [];

const breaks: readonly (readonly [RegExp, string])[] = [
  [/[\n\r\u0085\u2028\u2029]/, 'a line break'],
  [/\p{Cc}/u, 'a control character'],
];

function titleProblems(node: WrittenNode): readonly Problem[] {
  const { title } = node.value;
  // The schema reports titles that are empty or not texts.
  if (typeof title !== 'string' || title === '') return none;
  const isBlank = !isTitle(title);
  // Control characters are suspect, too.
  if (!isBlank && !mayHaveSlip(title)) return none;
  const [, by] = breaks.find(([form]) => form.test(title)) ?? [];
  if (!isBlank && by === undefined) return slipsIn(node, ['title'], title);
  // Only now: every title passes here, and looking up its place takes longer than all of this.
  const span = spanIn(node, ['title'], 'value');
  if (isBlank) {
    const detail = `The title of this ${node.kind} has no letter, digit or symbol, so nobody can recognise it.`;
    return [problem('title/blank', { detail, hint: 'Write the name that people use.', span })];
  }
  const detail = `The title of the ${writtenTitleOf(node)} has ${by}. Apps show that in different ways.`;
  const hint = 'Write it on one line, with spaces between the words.';
  return [problem('title/broken', { detail, hint, span })];
}

type Path = readonly [string, ...(string | number)[]];

/** The texts of a node other than its title, ids and children. */
const looked = [
  ...['courseCode', 'org', 'primaryApp', 'level', 'subjects', 'grades', 'subjectCodes'],
  ...['metadata', 'additional'],
] as const;

function slipsOf(node: WrittenNode): readonly Problem[] {
  const { value } = node;
  const suspected = looked.filter((field) => value[field] && mayHaveSlip(value[field]));
  if (suspected.length === 0) return none;
  return suspected.flatMap((field) => slipsIn(node, [field], value[field] ?? null));
}

/** The slips in all texts of a value. */
function slipsIn(node: WrittenNode, path: Path, value: Json): Problem[] {
  if (typeof value === 'string') {
    const slip = textSlipIn(value, useOf(path));
    return slip ? [slipProblem(node, path, value, slip)] : [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((inner: Json, at) => slipsIn(node, [...path, at], inner));
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => slipsIn(node, [...path, key], inner));
}

function useOf([field]: Path): TextUse {
  if (field === 'metadata' || field === 'additional') return 'text';
  return field === 'title' ? 'name' : 'code';
}

function slipProblem(
  node: WrittenNode,
  path: Path,
  value: string,
  { type, what, at, hint }: NonNullable<ReturnType<typeof textSlipIn>>,
): Problem {
  const name = writtenTitleOf(node);
  const subject =
    path.join() === 'title'
      ? `The title of the ${name}`
      : `The text ${quoteShort(value)} under ${path.filter((step) => typeof step === 'string').join('.')} of the ${name}`;
  const { document, file } = node.manifest;
  const start = document.pointWithin([...node.path, ...path], at);
  return problem(`text/${type}`, { detail: `${subject} ${what}.`, hint, span: { file, start } });
}
