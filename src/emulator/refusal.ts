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
 * The error body of the BeyondAI OneRoster API, used for the Partner API as well, whose own is not
 * documented. `details` has one entry for each wrong field.
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
