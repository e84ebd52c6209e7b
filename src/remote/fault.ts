import { isObject, type JsonObject } from '../model/json.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { ProblemCode } from '../model/problem-codes.ts';
import type { Answered } from './attempt.ts';
import { causeOf, cureOf, isFinal } from './cause.ts';
import { durationText, timesText } from './duration.ts';
import { limits, sizeText } from './limits.ts';
import { type Offers, type Steps, stepsWith } from './offers.ts';
import type { Failure } from './repeat.ts';
import { isHtml, type Trouble } from './retry.ts';

/** A request that was given up, for a person: what happened, what was done, what to do. */
export function failureProblem(failure: Failure, doing: string, offers?: Offers): Problem {
  const steps = stepsWith(offers);
  const { why, mayHaveArrived } = failure;
  const doubt = mayHaveArrived && { inDoubt: true as const };
  switch (why.type) {
    case 'interrupted':
      return problem('run/interrupted', {
        detail: `${doing}: stopped waiting for the answer.`,
        ...doubt,
      });
    case 'given up':
      return problem('remote/given-up', {
        detail: `${doing}: not sent, since the requests before it had failed one after the other.`,
        hint: steps.again(),
      });
    case 'not allowed':
      return problem('remote/not-allowed', {
        detail: `${doing}: not sent, since ${why.reason}: ${shorten(why.request)}.`,
        hint: 'Correct `baseUrl`, `tokenUrl` and the rows under `facts` of the environment; an id that is made of dots, or holds `..` between slashes or a backslash, cannot be part of an address.',
      });
    default:
      return problem(codeOfTrouble(why), {
        detail: `${doing}: ${troubleText(why, failure)}. ${triedText(failure)}`,
        hint: hintFor(why, failure, steps),
        ...doubt,
      });
  }
}

/** An answer that is none of those hoped for: repeating the request would not change it. */
export function rejection(
  answer: Answered,
  doing: string,
  { isWrite, offers }: { readonly isWrite: boolean; readonly offers?: Offers | undefined },
): Problem {
  const { leaveOut, tryCredentials } = stepsWith(offers);
  const { status } = answer;
  const redirected = status >= 300 && status < 400;
  const hints: Readonly<Record<number, string>> = {
    401: `Set the variables of the credentials anew, without blanks around the secret.${tryCredentials}`,
    403: `The credentials may not do this, or it belongs to another client: ask whoever gave them out.${leaveOut}`,
    ...(isWrite && { 404: `${notForThisClient}${leaveOut}` }),
  };
  const hint = redirected ? moved : hints[status];
  return problem(codeOf(status), {
    detail: `${doing}: ${redirected ? redirectText(answer) : answerText(answer)}.`,
    ...(hint !== undefined && { hint }),
    // Of two tries of one write the second may be refused because the first was taken.
    ...(isWrite && answer.afterDoubt && { inDoubt: true as const }),
  });
}

/** Why a request is tried again, in a few words for the progress. */
export function reasonOf(trouble: Trouble, pause: number): string {
  const what = {
    lost: () => 'there was no answer',
    'out of time': () => 'there was no answer in time',
    'too much': () => 'the answer was too long',
    telling: () => 'the answer holds a credential',
    garbled: () => 'the answer made no sense',
    later: (status: number) => `the answer was ${status}`,
  }[trouble.type]('answer' in trouble ? trouble.answer.status : 0);
  // A shorter wait is over before the line is read.
  return `${what}; trying again${pause < 2000 ? '' : ` in ${durationText(pause)}`}`;
}

const longestRequest = 300;

function shorten(request: string): string {
  return request.length > longestRequest ? `${request.slice(0, longestRequest)}…` : request;
}

/** For what goes beyond the limits. */
export const notTaken =
  'Nothing on this side mends it: if the address is right, tell whoever runs the platform.';

/** For one answer to a list that is too long. */
const takeFewer =
  'Ask for fewer records at a time: `facts: { list.limit: 100 }` in the environment of the config. If that does not mend it and the address is right, tell whoever runs the platform.';

const moved =
  'If the platform has moved, correct `baseUrl` or `tokenUrl` of the environment in the config.';

const notForThisClient =
  'What it hangs under or refers to, or the record itself, may belong to another client: to this one it does not exist.';

function codeOfTrouble(trouble: Trouble): ProblemCode {
  switch (trouble.type) {
    case 'lost':
    case 'out of time':
      return 'remote/unreachable';
    case 'garbled':
      return 'remote/unexpected-answer';
    case 'too much':
      return 'remote/too-much';
    case 'telling':
      return 'remote/credential-in-answer';
    case 'later':
      return trouble.answer.status === 429 ? 'remote/busy' : 'remote/server-error';
  }
}

function codeOf(status: number): ProblemCode {
  if (status === 401) return 'auth/refused';
  if (status === 403) return 'auth/forbidden';
  if (status >= 500) return 'remote/server-error';
  return status >= 400 ? 'remote/rejected' : 'remote/unexpected-answer';
}

function troubleText(trouble: Trouble, { asked }: Failure): string {
  switch (trouble.type) {
    case 'lost':
      return causeOf(trouble.cause);
    case 'out of time':
      return 'no answer in time';
    case 'garbled':
      return garbledText(trouble.answer);
    case 'too much':
    case 'telling':
      return trouble.what;
    case 'later':
      return `${answerText(trouble.answer)}${asked === undefined ? '' : `; it asks to wait ${durationText(asked)}`}`;
  }
}

function triedText({ tries, elapsed }: Failure): string {
  return tries === 1
    ? 'It was tried once.'
    : `It was tried ${timesText(tries)} in ${durationText(elapsed)}.`;
}

function hintFor(trouble: Trouble, { asked }: Failure, steps: Steps): string {
  if (trouble.type === 'garbled' && isHtml(trouble.answer.text)) {
    return 'A proxy or a sign-in page may stand between: open the `baseUrl` of the environment in a browser.';
  }
  if (trouble.type === 'too much') return trouble.isPage ? takeFewer : notTaken;
  if (trouble.type === 'telling') {
    return `Nothing was written. Change the ${trouble.credential} at TimeBack, set the variables of the credentials anew, and have the text removed from the platform: whoever reads the record can read the credential.`;
  }
  if (trouble.type === 'garbled' && trouble.answer.isOtherwiseEncoded) {
    return 'JSON is UTF-8 always: whoever runs the platform has to know which address answers otherwise.';
  }
  const cure = trouble.type === 'lost' ? cureOf(trouble.cause) : undefined;
  if (trouble.type === 'lost' && cure !== undefined) {
    return isFinal(trouble.cause) ? cure : `${cure} ${steps.again()}`;
  }
  if (trouble.type !== 'later' || trouble.answer.status !== 429) return steps.again();
  return steps.again(asked === undefined ? 'later' : `in ${durationText(asked)}`);
}

function garbledText({ status, text, isOtherwiseEncoded }: Answered): string {
  const what = isHtml(text)
    ? 'an HTML page instead of data'
    : isOtherwiseEncoded
      ? 'text that is not UTF-8, so that letters of it would be lost'
      : text.trim() === ''
        ? 'an empty body'
        : `${text.length} characters that are no whole JSON`;
  return `the answer was ${status} with ${what}`;
}

function redirectText({ status, headers }: Answered): string {
  const to = headers.get('location')?.slice(0, longestQuote) ?? 'nowhere';
  return `the platform answered ${status} and points to ${to}, which is not followed: the credentials would go with it`;
}

function answerText(answer: Answered): string {
  const said = quote(answer);
  const cut = answer.isCut
    ? ` (the answer has more than ${sizeText(limits.sentence)}; the rest was not read)`
    : '';
  return `the platform answered ${answer.status}${said ? `: ${said}` : ' without an explanation'}${cut}`;
}

const longestQuote = 600;

/** What the platform said, in the error forms that the sibling APIs document, or as it stands. */
function quote({ text, json }: Answered): string {
  if (isHtml(text)) return 'an HTML page instead of data';
  const said = isObject(json) ? sentenceOf(json) : text.trim();
  return said.replace(/\.$/, '').slice(0, longestQuote);
}

function sentenceOf(json: JsonObject): string {
  const line =
    json['imsx_description'] ?? json['error_description'] ?? json['error'] ?? json['message'];
  const details = json['imsx_error_details'] ?? json['details'] ?? json['errors'];
  const more = Array.isArray(details) && details.length > 0 ? ` ${JSON.stringify(details)}` : '';
  return `${typeof line === 'string' ? line : JSON.stringify(line ?? json)}${more}`;
}
