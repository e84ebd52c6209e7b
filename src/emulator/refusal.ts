import type { Answer } from './answer.ts';
import type { FieldProblem } from './fields.ts';

const minorCodes: Readonly<Record<number, string>> = {
  401: 'unauthorisedrequest',
  403: 'forbidden',
  404: 'unknownobject',
  429: 'server_busy',
  500: 'internal_server_error',
  502: 'internal_server_error',
  503: 'server_busy',
  504: 'server_busy',
};

/**
 * The error body of the BeyondAI OneRoster API. What the Partner API on the same host answers is not
 * documented, so it answers the same. `details` has one entry for each field that is wrong.
 */
export function imsxRefusal(
  status: number,
  description: string,
  details: readonly FieldProblem[] = [],
): Answer {
  const minor = {
    imsx_codeMinorFieldName: 'TargetEndSystem',
    imsx_codeMinorFieldValue: minorCodes[status] ?? 'invaliddata',
  };
  return {
    status,
    body: {
      imsx_codeMajor: 'failure',
      imsx_severity: 'error',
      imsx_description: description,
      imsx_CodeMinor: { imsx_codeMinorField: [minor] },
      imsx_error_details: details.map(({ field, message }) => ({ field, message })),
    },
  };
}
