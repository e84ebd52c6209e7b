/** One kind of failure at one operation, as Schemathesis names them. */
export interface Finding {
  readonly code: string;
  readonly title: string;
  readonly operation: string;
}

/** What a document decides otherwise than the OpenAPI document, or what it leaves open. */
const rows: readonly { readonly code: string; readonly at: RegExp; readonly why: string }[] = [];

/** The document by which a finding is no fault; undefined if there is none. */
export function decided({ code, operation }: Finding): string | undefined {
  return rows.find((row) => row.code === code && row.at.test(operation))?.why;
}
