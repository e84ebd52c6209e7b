import { isObject, type Json } from '../model/json.ts';
import type { Found } from './comments.ts';
import type { Asked, GitHub } from './github.ts';

/** Why a comment cannot be taken for the Action's own words. */
export interface Doubt {
  readonly why: string;
  /** False where GitHub did not say who edited it, and may say so another time. */
  readonly isCertain: boolean;
}

const question =
  'query($id: ID!) { node(id: $id) { ... on IssueComment { author { login } editor { login } } } }';

/** Looks for an edit by somebody else; undefined where there is none. */
export async function doubtIn(github: GitHub, found: Found): Promise<Doubt | undefined> {
  if (!found.isIntact) return { why: 'Its text is not what the Action wrote.', isCertain: true };
  const answer: Asked<Json> = await github.query(question, { id: found.node });
  // A server without this API cannot say. The sum over the text holds there, too.
  if (!answer.ok) {
    const why = `Who edited it cannot be found out: ${answer.fault.what}.`;
    return answer.fault.type === 'not-found' ? undefined : { why, isCertain: false };
  }
  const post = isObject(answer.value) ? answer.value['node'] : undefined;
  const login = (who: string) => {
    const person = isObject(post) ? post[who] : undefined;
    return isObject(person) && typeof person['login'] === 'string' ? person['login'] : undefined;
  };
  const [author, editor] = [login('author'), login('editor')];
  if (author === undefined) {
    return { why: 'Who edited it cannot be found out.', isCertain: false };
  }
  return editor === undefined || editor === author
    ? undefined
    : { why: `It was edited by ${editor}.`, isCertain: true };
}
