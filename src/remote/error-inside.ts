import { isObject, type Json } from '../model/json.ts';

/**
 * Whether the answer to a success says that it is none, as some servers do: OneRoster's
 * `imsx_codeMajor: failure`, or `error`, `errors`, `success: false` and `status: error` beside the
 * envelope. What a record holds never counts: it is in its envelope, or names itself by its id.
 */
export function hasErrorInside(answer: Json | undefined): boolean {
  if (!isObject(answer)) return false;
  if (['failure', 'unsupported'].includes(String(answer['imsx_codeMajor']))) return true;
  if (Object.hasOwn(answer, 'sourcedId')) return false;
  const { error, errors, success, status } = answer;
  const isFailed = success === false || ['error', 'fail', 'failure'].includes(String(status));
  return isFailed || saysSomething(error) || saysSomething(errors);
}

/** `error: null`, `error: ""`, `error: false` and `errors: []` say that there is none. */
function saysSomething(value: Json | undefined): boolean {
  if (isObject(value)) return Object.keys(value).length > 0;
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}
