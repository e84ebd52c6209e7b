import { isNumber, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { hasErrors, type Problem, problem } from '../../model/problem.ts';
import type { ProblemCode } from '../../model/problem-codes.ts';
import { limits, sizeText } from '../limits.ts';
import { causeOf, cureOf, isFinal } from './network-errors.ts';
import { isHtml, type RequestFailure, type RetryableFailure } from './retry.ts';
import type { HttpAnswer } from './transport.ts';

/** The problem of a request that was given up: what happened, what was tried, what to do. */
export function failureProblem(failure: RequestFailure, doing: string, offers?: Offers): Problem {
  const steps = stepsWith(offers);
  const { why, mayHaveArrived } = failure;
  const maybe = mayHaveArrived && { written: 'perhaps' as const };
  switch (why.type) {
    case 'interrupted':
      return problem('run/interrupted', {
        detail: `${doing}: stopped waiting for the answer.`,
        ...maybe,
      });
    case 'given up':
      return problem('remote/given-up', {
        detail: `${doing}: not sent, because the requests before it failed one after the other.`,
        hint: steps.again(),
      });
    case 'not allowed':
      return problem('remote/not-allowed', {
        detail: `${doing}: not sent, because ${why.reason}: ${shorten(why.request)}.`,
        hint: 'Correct `baseUrl`, `tokenUrl` and the rows under `facts` of the environment; an id of dots only, with `..` between slashes, or with a backslash cannot be part of an address.',
      });
    default: {
      const { code, what, hint } = explained(why, failure, steps);
      return problem(code, {
        detail: `${doing}: ${what}. ${triedText(failure, why)}`,
        hint: hint ?? steps.again(),
        ...maybe,
      });
    }
  }
}

/** The problem of an answer that is not a success and would be the same next time. */
export function rejection(
  answer: HttpAnswer,
  doing: string,
  { isWrite, offers }: { readonly isWrite: boolean; readonly offers?: Offers | undefined },
): Problem {
  const { status } = answer;
  // Not every such status is a redirect: 304 says that nothing changed.
  const redirected = status >= 300 && status < 400 && answer.headers.get('location') !== null;
  const hint = redirected ? moved : hintFor(answer, isWrite, offers);
  return problem(codeOf(status), {
    detail: `${doing}: ${redirected ? redirectText(answer) : answerText(answer)}.`,
    ...(hint !== undefined && { hint }),
    // If one write was tried twice, the second may be refused because the first was carried out. 303 says that
    // the request was dealt with, and where to look (RFC 9110, 15.4.4).
    ...(isWrite && (answer.mayBeSecondWrite || status === 303) && { written: 'perhaps' as const }),
  });
}

function hintFor(
  { status, text }: HttpAnswer,
  isWrite: boolean,
  offers: Offers | undefined,
): string | undefined {
  const { leaveOut, rows } = stepsWith(offers);
  if (status >= 500) return notTaken;
  if ((status === 401 || status === 403) && isHtml(text)) return inBetween;
  if (status === 401) return tokenRefused;
  if (status === 403) {
    return isWrite
      ? `The credentials do not permit this, or the record belongs to another client. ${askIssuer}${leaveOut}`
      : `The credentials do not permit this, or ${unknownPath}. ${askIssuer}`;
  }
  // A list is read whole, whatever part of the catalog is left out.
  if (!isWrite) return rows;
  if (status === 413) return `${tooLarge}${leaveOut}`;
  return status === 404 ? `${notForThisClient}${leaveOut}` : undefined;
}

/** Another reason for 403: the API Gateway of AWS answers it where no API is. */
export const unknownPath = 'there is nothing at this address, to which some gateways answer 403';

const tooLarge =
  'Shorten the texts of the record, or ask the operator of the platform to take larger requests.';

/** The hint for a page that is hardly the API's own. */
export const inBetween =
  'There may be a proxy, a firewall or a sign-in page in between: open the `baseUrl` of the environment in a browser.';

/** What to do about credentials that do not suffice. */
export const askIssuer = 'Ask the team that issued the credentials.';

/** The hint for 401 to a new token: nobody gets one without the right credentials. */
const tokenRefused = `The credentials are right, since a token was given for them, but it is not accepted here. Check that \`baseUrl\` and \`tokenUrl\` of the environment belong together. ${askIssuer}`;

/** What to do about credentials that the platform refuses. */
export function checkCredentials(offers: Offers | undefined): string {
  return stepsWith(offers).credentials;
}

/** The problem of a success whose body says that it is an error, in the platform's own words. */
export function refusalInside(
  answer: HttpAnswer,
  doing: string,
  { isWrite, offers }: { readonly isWrite: boolean; readonly offers?: Offers | undefined },
): Problem {
  return problem(isWrite ? 'remote/rejected' : 'remote/server-error', {
    detail: `${doing}: ${answerText(answer, ' with an error inside')}.`,
    ...(!isWrite && { hint: stepsWith(offers).again() }),
    ...(isWrite && answer.mayBeSecondWrite && { written: 'perhaps' as const }),
  });
}

/** Why a request is tried again after `pause` milliseconds, in a few words for the progress. */
export function reasonToRetry(failure: RetryableFailure, pause: number): string {
  const what = {
    lost: () => 'there was no answer',
    'out of time': () => 'there was no answer in time',
    'too much': () => 'the answer was too long',
    credential: () => 'the answer holds a credential',
    garbled: () => 'the answer was invalid',
    later: (status: number) => `the answer was ${status}`,
  }[failure.type]('answer' in failure ? failure.answer.status : 0);
  // A shorter wait is over before anybody reads the line.
  return `${what}; trying again${pause < 2000 ? '' : ` in ${durationText(pause)}`}`;
}

const longestRequest = 300;

function shorten(request: string): string {
  return request.length > longestRequest ? `${request.slice(0, longestRequest)}…` : request;
}

/** The hint for an answer that exceeds the limits. */
export const notTaken =
  'You cannot fix this here: if the address is right, contact the operator of the platform.';

/** The hint for a page of a list that is too long. */
const takeFewer =
  'Ask for fewer records at a time: `facts: { list.limit: 100 }` in the environment of the config. If that does not help and the address is right, contact the operator of the platform.';

const moved =
  'If the platform has moved, correct `baseUrl` or `tokenUrl` of the environment in the config. If only the path is another, as by a slash at its end, correct the row of the path under `facts` there.';

const notForThisClient =
  'The record, its parent or its org does not exist for this client; another client may own it.';

function codeOf(status: number): ProblemCode {
  if (status === 401) return 'auth/refused';
  if (status === 403) return 'auth/forbidden';
  if (status >= 500) return 'remote/server-error';
  return status >= 400 ? 'remote/rejected' : 'remote/unexpected-answer';
}

function triedText({ tries, elapsed }: RequestFailure, why: RetryableFailure): string {
  const once = why.type === 'out of time' ? `once, for ${durationText(elapsed)}` : 'once';
  return tries === 1
    ? `It was tried ${once}.`
    : `It was tried ${timesText(tries)} in ${durationText(elapsed)}.`;
}

/** The failure in words, and what to do if running again is not enough. */
function explained(
  failure: RetryableFailure,
  { asked }: RequestFailure,
  { again }: ReturnType<typeof stepsWith>,
): { readonly code: ProblemCode; readonly what: string; readonly hint?: string | undefined } {
  switch (failure.type) {
    case 'lost': {
      const cure = cureOf(failure.cause);
      const hint = cure === undefined || isFinal(failure.cause) ? cure : `${cure} ${again()}`;
      return { code: 'remote/unreachable', what: causeOf(failure.cause), hint };
    }
    case 'out of time':
      return { code: 'remote/unreachable', what: 'no answer in time' };
    case 'garbled':
      return { code: 'remote/unexpected-answer', ...garbled(failure.answer) };
    case 'too much': {
      const hint = failure.isPage ? takeFewer : notTaken;
      return { code: 'remote/too-much', what: failure.what, hint };
    }
    case 'credential': {
      const hint = `Nothing was written. Change the ${failure.credential} at TimeBack, set the credential variables again, and have the text removed from the platform: everyone who can read the record can read the credential.`;
      return { code: 'remote/credential-in-answer', what: failure.what, hint };
    }
    case 'later': {
      const pause = asked === undefined ? undefined : durationText(asked);
      const what = `${answerText(failure.answer)}${pause === undefined ? '' : `; it asks to wait ${pause}`}`;
      if (failure.answer.status !== 429) return { code: 'remote/server-error', what };
      const hint = again(pause === undefined ? 'later' : `in ${pause}`);
      return { code: 'remote/busy', what, hint };
    }
  }
}

function garbled({ status, text, isOtherwiseEncoded }: HttpAnswer): {
  readonly what: string;
  readonly hint?: string;
} {
  const answer = `the answer was ${status} with`;
  if (isHtml(text)) {
    return { what: `${answer} an HTML page instead of data`, hint: inBetween };
  }
  if (isOtherwiseEncoded) {
    const hint =
      'JSON is always UTF-8: tell the operator of the platform which address answers otherwise.';
    return { what: `${answer} text that is not UTF-8, so letters would be lost`, hint };
  }
  if (text.trim() === '') return { what: `${answer} an empty body` };
  return /^\s*[[{]/.test(text)
    ? { what: `${answer} ${text.length} characters that are not complete JSON` }
    : { what: `${answer} text that is not JSON`, hint: inBetween };
}

function redirectText({ status, headers }: HttpAnswer): string {
  const to = headers.get('location')?.slice(0, longestQuote);
  return `the platform answered ${status} and points to ${to}. The redirect is not followed, because the credentials would be sent along`;
}

function answerText(answer: HttpAnswer, how = ''): string {
  const said = ownWords(answer);
  const cut = answer.isCut
    ? ` (the answer has more than ${sizeText(limits.sentence)}; the rest was not read)`
    : '';
  return `the platform answered ${answer.status}${how}${said ? `: ${said}` : ' without an explanation'}${cut}`;
}

const longestQuote = 600;

/**
 * The platform's own words, taken from the error forms of the sibling APIs, or else from the text of the
 * answer.
 */
export function ownWords({ text, json }: Pick<HttpAnswer, 'text' | 'json'>): string {
  if (isHtml(text)) return 'an HTML page instead of data';
  const said = isObject(json) ? sentenceOf(json) : text.trim();
  return said.replace(/\.$/, '').slice(0, longestQuote);
}

/**
 * Keys of the words in error answers: of OneRoster, of OAuth, of problem details (RFC 9457), of web frameworks
 * and of AWS. Several may hold a part each: with `message`, `error` is often only the name of the status.
 */
const wordKeys = [
  ...['imsx_description', 'error', 'error_description', 'message', 'Message', 'detail'],
  'errorMessage',
] as const;

/** What an error answer says in words, with its list of details; all of it if it has no words. */
function sentenceOf(json: JsonObject): string {
  const words = new Set(wordKeys.flatMap((key) => wordsIn(json[key])));
  const line = [...words].join(': ').replaceAll('.: ', ': ');
  const details = json['imsx_error_details'] ?? json['details'] ?? json['errors'];
  return [line, ...wordsIn(details)].join(' ').trim() || JSON.stringify(json);
}

function wordsIn(value: Json | undefined): string[] {
  if (typeof value === 'boolean' || !saysSomething(value)) return [];
  const inner = isObject(value) ? value['message'] : undefined;
  const said = holdsWords(inner) ? inner : value;
  if (!holdsWords(said)) return [];
  return [typeof said === 'string' ? said : JSON.stringify(said)];
}

/** Whether a value holds anything to read: a blank, null, and what consists of them hold nothing. */
function holdsWords(value: Json | undefined): value is Json {
  if (typeof value === 'string') return value.trim() !== '';
  if (Array.isArray(value)) return value.some(holdsWords);
  return isObject(value) ? Object.values(value).some(holdsWords) : saysSomething(value);
}

/**
 * Keeps one problem of each kind: an interruption, or a platform that is down, fails every request for the same
 * reason.
 */
export function oneOfEachKind(problems: readonly Problem[]): Problem[] {
  const once: readonly ProblemCode[] = [
    'auth/refused',
    'remote/unreachable',
    'remote/server-error',
    'remote/busy',
    'remote/given-up',
    'remote/too-much',
    'remote/credential-in-answer',
    'run/interrupted',
  ];
  const causes = problems.filter(({ code }) => code !== 'remote/given-up');
  return firstOfEach(hasErrors(causes) ? causes : problems, once);
}

/** The problems, with the first one alone of those with each of these codes. */
export function firstOfEach(
  problems: readonly Problem[],
  codes: readonly ProblemCode[],
): Problem[] {
  return problems.filter(
    ({ code }, index) =>
      !codes.includes(code) || problems.findIndex((other) => other.code === code) === index,
  );
}

/** The running command and its options, so that a hint names nothing that the command lacks. */
export interface Offers {
  /** The name of the command: `apply`. */
  readonly command: string;
  /** Options as users write them: `--exclude` on the command line, `parallelism` in the Action. */
  readonly options: ReadonlySet<string>;
}

/** Commands that continue where they stopped, without writing anything twice. */
const writing: readonly string[] = ['apply', 'undo'];

/** Sentences at the end of hints. A program that uses the library has no commands to name. */
function stepsWith(offers: Offers | undefined) {
  const command = offers?.command;
  const slower = ['--parallelism', 'parallelism'].find((name) => offers?.options.has(name));
  const safe =
    command === undefined || writing.includes(command)
      ? ': this is safe, because nothing is written twice.'
      : '.';
  // On the command line `doctor` is always available; it does not refer to itself.
  const isAtHand = offers?.options.has('--insecure-http') && command !== 'doctor';
  const doctor = (does: string) => (isAtHand ? ` \`timeback-catalog doctor\` ${does}.` : '');
  const look = doctor('checks whether the platform can be reached');
  return {
    again: (when?: string) =>
      when === undefined
        ? `Run the command again${safe}${look}`
        : `Run the command again ${when}${slower ? `, or with a smaller \`${slower}\`` : ''}${safe}`,
    leaveOut: offers?.options.has('--exclude')
      ? ' Use `--exclude` to skip a part of the catalog until then.'
      : '',
    credentials: `Set the credential variables again, and check for stray spaces.${doctor('checks them')}`,
    // What to do if the platform understands a request differently.
    rows: doctor('shows which rows of the config are wrong for this platform').trim() || undefined,
  };
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/**
 * A duration in words, in the largest unit that rounds little away: `45 seconds`, `3 minutes`, `2 hours`,
 * `4 days`.
 */
export function durationText(ms: number): string {
  if (ms < 1.5 * minute) return numbered(ms / second, 'second');
  if (ms < 1.5 * hour) return numbered(ms / minute, 'minute');
  return ms < 48 * hour ? numbered(ms / hour, 'hour') : numbered(ms / (24 * hour), 'day');
}

function numbered(amount: number, unit: string): string {
  const count = Math.max(1, Math.round(amount));
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function timesText(times: number): string {
  return times === 2 ? 'twice' : `${times} times`;
}

/**
 * Whether the body of a success says that it is an error, as some servers do: `imsx_codeMajor: failure` of
 * OneRoster, `errorMessage` of AWS Lambda, or `error`, `errors`, `success: false`, `status: error` and
 * `statusCode: 422` beside the envelope. The content of a record never counts: it is in its envelope, or has an
 * id itself.
 */
export function hasErrorInside(answer: Json | undefined): boolean {
  if (!isObject(answer)) return false;
  if (['failure', 'unsupported'].includes(String(answer['imsx_codeMajor']))) return true;
  if (Object.hasOwn(answer, 'sourcedId')) return false;
  const { error, errors, errorMessage, success, status, statusCode } = answer;
  const isFailed = success === false || ['error', 'fail', 'failure'].includes(String(status));
  const isStatus = isNumber(statusCode) || typeof statusCode === 'string';
  const isRefusal = isStatus && /^[45]\d\d$/.test(String(statusCode));
  return isFailed || isRefusal || [error, errors, errorMessage].some(saysSomething);
}

/** Whether an error field holds anything: null, "", false and `[]` mean that there is no error. */
function saysSomething(value: Json | undefined): boolean {
  if (isObject(value)) return Object.keys(value).length > 0;
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}
