import { isObject, type JsonObject, plainNumber } from '../model/json.ts';
import { type Plan, tallyOf } from '../model/plan.ts';

const stakes = ['add', 'change', 'move', 'retire'] as const;
type Stake = (typeof stakes)[number];

/** The approving reviews that a config asks for. */
export interface ApprovalRule {
  /** For every plan. Absent: the reviews that are usual for the pull request of the plan. */
  readonly reviews?: number;
  /** For plans with changes of a kind; each number replaces `reviews`. */
  readonly for: Readonly<Partial<Record<Stake, number>>>;
}

/** Reads `approval` of a config that passed its schema; undefined if the config has none. */
export function readApprovalRule({ approval }: JsonObject): ApprovalRule | undefined {
  if (!isObject(approval)) return undefined;
  const reviews = plainNumber(approval['reviews']);
  const given = isObject(approval['for']) ? approval['for'] : {};
  const each = stakes.flatMap((stake) => {
    const number = plainNumber(given[stake]);
    return number === undefined ? [] : [[stake, number] as const];
  });
  return { ...(reviews !== undefined && { reviews }), for: Object.fromEntries(each) };
}

/** The same as a part of a config: empty if the config has no `approval`. */
export function readApproval(value: JsonObject): { readonly approval?: ApprovalRule } {
  const approval = readApprovalRule(value);
  return approval ? { approval } : {};
}

/** The reviews that a plan needs: the most of all kinds of its changes, if the rule says any. */
export function reviewsFor(
  rule: ApprovalRule | undefined,
  { changes }: Pick<Plan, 'changes'>,
): number | undefined {
  if (!rule) return undefined;
  const { create, update, move, reorder, retire } = tallyOf(changes);
  const does = { add: create, change: update, move: move + reorder, retire };
  return stakes
    .filter((stake) => does[stake] > 0)
    .map((stake) => rule.for[stake] ?? rule.reviews)
    .reduce(
      (one: number | undefined, other, at) => (at === 0 ? other : stricter(one, other)),
      undefined,
    );
}

/** The stricter of two numbers of reviews. Undefined may mean one review, so it is stricter than 0. */
export function stricter(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined) return other === 0 ? undefined : other;
  if (other === undefined) return one === 0 ? undefined : one;
  return Math.max(one, other);
}

/** The rule as text for people, such as `reviews 1, retire 2`; "nothing" if the config says nothing. */
export function ruleInWords(rule: ApprovalRule | undefined): string {
  if (!rule) return 'nothing';
  const said = [
    ...(rule.reviews === undefined ? [] : [`reviews ${rule.reviews}`]),
    ...stakes.flatMap((stake) =>
      rule.for[stake] === undefined ? [] : [`${stake} ${rule.for[stake]}`],
    ),
  ];
  return said.length === 0 ? 'nothing' : said.join(', ');
}
