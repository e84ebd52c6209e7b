import { HTTPError, NetworkError, TimeoutError } from 'ky';
import { isObject, type Json } from '../model/json.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { ProblemCode } from '../model/problem-codes.ts';

/** The one place where an error of the network or the platform becomes a problem for a person. */
export function toProblem(error: unknown, doing: string): Problem {
  if (error instanceof HTTPError) return fromStatus(error, doing);
  if (error instanceof Error && error.name === 'AbortError') {
    return problem('run/interrupted', { detail: `${doing}: stopped waiting for the answer.` });
  }
  if (error instanceof TimeoutError) {
    return problem('remote/unreachable', {
      detail: `${doing}: no answer in time, although it was tried again.`,
    });
  }
  if (error instanceof NetworkError || isNetworkFailure(error)) {
    return problem('remote/unreachable', { detail: `${doing}: ${causeOf(error)}.` });
  }
  throw error;
}

function fromStatus({ response, data }: HTTPError, doing: string): Problem {
  const said = quote(data);
  return problem(codeOf(response.status), {
    detail: `${doing}: the platform answered ${response.status}${said ? `: ${said}` : ' without an explanation'}.`,
  });
}

function codeOf(status: number): ProblemCode {
  if (status === 401) return 'auth/refused';
  if (status === 403) return 'auth/forbidden';
  if (status === 429 || status >= 500) return 'remote/server-error';
  return status >= 400 ? 'remote/rejected' : 'remote/unexpected-answer';
}

const longestQuote = 600;

/** What the platform said, in the error forms that the sibling APIs document, or as it stands. */
function quote(data: unknown): string {
  if (typeof data === 'string') {
    if (/^\s*<(!doctype|html)/i.test(data)) return 'an HTML page instead of data';
    return data.trim().slice(0, longestQuote);
  }
  const body = data as Json | undefined;
  if (!isObject(body)) return '';
  const line =
    body['imsx_description'] ?? body['error_description'] ?? body['error'] ?? body['message'];
  const details = body['imsx_error_details'] ?? body['details'] ?? body['errors'];
  const more = Array.isArray(details) && details.length > 0 ? ` ${JSON.stringify(details)}` : '';
  return `${typeof line === 'string' ? line : JSON.stringify(line ?? body)}${more}`
    .replace(/\.$/, '')
    .slice(0, longestQuote);
}

/** A connection that breaks while the body is read, or an embedded emulator that drops one. */
function isNetworkFailure(error: unknown): boolean {
  return error instanceof TypeError && /fetch failed|terminated|network/i.test(error.message);
}

function causeOf(error: unknown): string {
  const inner = error instanceof Error ? (error.cause ?? error) : error;
  const deeper = inner instanceof Error && inner.cause instanceof Error ? inner.cause : inner;
  if (!(deeper instanceof Error)) return 'the connection failed';
  const code = 'code' in deeper && typeof deeper.code === 'string' ? deeper.code : undefined;
  return code ? (reasons[code] ?? `the connection failed (${code})`) : 'the connection failed';
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers at that address (ECONNREFUSED)',
  ENOTFOUND: 'the host name is not known (ENOTFOUND)',
  EAI_AGAIN: 'the host name cannot be looked up now (EAI_AGAIN)',
  ECONNRESET: 'the connection was cut off (ECONNRESET)',
  UND_ERR_SOCKET: 'the connection was cut off (UND_ERR_SOCKET)',
  CERT_HAS_EXPIRED: 'the certificate has expired (CERT_HAS_EXPIRED)',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed (DEPTH_ZERO_SELF_SIGNED_CERT)',
};
