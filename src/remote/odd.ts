import { type Problem, problem } from '../model/problem.ts';
import { countText, limits } from './limits.ts';

/** An answer whose records have another form than the table says. */
export function odd(name: string, path: string): Problem {
  return problem('remote/unexpected-answer', {
    detail: `The answer to GET ${path} holds something that is no ${name} with a sourcedId of 1 to ${countText(limits.id)} characters.`,
    hint: `If this platform wraps records otherwise, correct the row ${name}.envelope under \`facts\` in the config.`,
  });
}

/** One record was asked for, and another one came. */
export function another(path: string, sourcedId: string): Problem {
  return problem('remote/unexpected-answer', {
    detail: `The answer to GET ${path} is the record of another sourcedId, ${JSON.stringify(sourcedId)}.`,
    hint: 'Look at `baseUrl` in the config: a mock or a cache that stands before the platform answers so.',
  });
}
