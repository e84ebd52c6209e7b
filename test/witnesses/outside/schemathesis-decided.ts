/** One kind of failure at one operation, as Schemathesis names them. */
export interface Finding {
  readonly code: string;
  readonly title: string;
  readonly operation: string;
}

/** What a document decides otherwise than the schemas of the OpenAPI document, or what these cannot say. */
const rows: readonly { readonly code: string; readonly at: RegExp; readonly why: string }[] = [
  {
    code: 'ST202',
    at: /^GET .*(\/|s|components|component-resources)$/,
    why: 'RFC 8259, 6: an integer beyond 2^53 is not interoperable; the schema of `offset` has no maximum, and such a one is refused',
  },
  ...['ST101', 'ST204'].map((code) => ({
    code,
    at: /^POST .*\/(classes|schools|terms)\/\{\w+\}\/(lineItems|results|gradingPeriods)$/,
    why: 'docs/emulator.md: what the emulator does not play answers 501 with a sentence',
  })),
  {
    code: 'ST202',
    at: /^(POST|PUT) /,
    why: 'OpenAPI document, answer 422: no schema can say which records exist, and what is drawn names others or an id that is taken',
  },
];

/** The document by which a finding is no fault; undefined if there is none. */
export function decided({ code, operation }: Finding): string | undefined {
  return rows.find((row) => row.code === code && row.at.test(operation))?.why;
}
