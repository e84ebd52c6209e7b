import type { Action, Change, Plan } from '../model/plan.ts';
import { inReadingOrder, type Problem, type Span } from '../model/problem.ts';
import { escapeFor } from './escape.ts';
import { arrow, type Look } from './look.ts';
import { namesIn, pathText, shorten, valueText } from './words/names.ts';
import { changeText } from './words/wording.ts';

/** One annotation at a line of a file, as GitHub shows it beside the diff. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
  readonly span?: Span;
}

/**
 * GitHub's workflow command for an annotation. It always names a line, since annotations without one do not
 * appear in the diff.
 */
export function annotationCommand({ level, title, message, span }: Annotation): string {
  const place = span && { file: span.file, line: span.start.line, col: span.start.column };
  return workflowCommand(level, message, { ...place, title });
}

/** A workflow command of GitHub's runner: `::name property=value::message`. */
export function workflowCommand(
  name: string,
  message: string,
  properties: Readonly<Record<string, string | number>> = {},
): string {
  const { property, message: text } = escapeFor.workflow;
  const pairs = Object.entries(properties).map(
    ([key, value]) => `${key}=${property(String(value))}`,
  );
  return `::${name}${pairs.length === 0 ? '' : ` ${pairs.join(',')}`}::${text(message)}`;
}

/** Annotations of problems: errors first, each severity in reading order. */
export function problemAnnotations(problems: readonly Problem[]): Annotation[] {
  const ordered = inReadingOrder(problems);
  return (['error', 'warning'] as const).flatMap((level) =>
    ordered
      .filter(({ severity }) => severity === level)
      .map(({ summary, code, detail, hint, span }) => ({
        level,
        title: `${summary} [${code}]`,
        message: shorten(hint === undefined ? detail : `${detail}\n${hint}`, longest),
        ...(span && { span }),
      })),
  );
}

const longest = 2000;

/** The order of annotations: what a reviewer should look at first has the lowest number. */
const weight: Readonly<Record<Action, number>> = {
  retire: 0,
  move: 1,
  update: 2,
  reorder: 3,
  create: 4,
};

const would = {
  create: 'will be added',
  update: 'will change',
  move: 'will move',
  reorder: 'will be re-ordered',
  retire: 'will be retired',
} as const satisfies Record<Action, string>;

/** Annotations that say what a plan does to a line of a manifest, most important first. */
export function planAnnotations(plan: Plan, look: Look): Annotation[] {
  const nameOfAddress = namesIn(plan);
  const where = plan.against ? '' : ` on ${plan.platform.name}`;
  return [...plan.changes]
    .sort((a, b) => weight[a.action] - weight[b.action])
    .filter((change) => !(change.action === 'reorder' && change.makesRoom))
    .map((change) => ({
      level: change.action === 'retire' ? 'warning' : 'notice',
      title: `${would[change.action]}${where}`,
      message: [changeText(change, nameOfAddress, look), ...fieldTexts(change, look)].join('\n'),
      span: change.source,
    }));
}

/** The most fields of one node that are listed; the others are counted. */
const mostFields = 5;
const longestValue = 100;

function fieldTexts(change: Change, look: Look): string[] {
  const { fields } = change.action === 'create' ? { fields: [] } : change;
  const value = (json: Parameters<typeof valueText>[0]) => shorten(valueText(json), longestValue);
  const shown = fields.slice(0, mostFields).map((field) => {
    const before = field.kind === 'added' ? '(none)' : value(field.before);
    return `${pathText(field.path)}: ${before} ${arrow(look)} ${value(field.after)}`;
  });
  const more = fields.length - shown.length;
  return more > 0 ? [...shown, `and ${more} more`] : shown;
}
