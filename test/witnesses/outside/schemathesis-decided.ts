import { isObject, type Json } from '../../../src/model/json.ts';

/** One kind of failure at one operation, as Schemathesis names them, and what was said at each of them. */
export interface Finding {
  readonly code: string;
  readonly title: string;
  readonly operation: string;
  /** Why the emulator refused, fault by fault; else what Schemathesis has against the answer. */
  readonly said: readonly string[];
}

/** What a document decides otherwise than the schemas of the OpenAPI document, or what these cannot say. */
const rows: readonly { readonly code: string; readonly said: RegExp; readonly why: string }[] = [
  {
    code: 'ST202',
    said: /^"offset" must be a whole number/,
    why: 'RFC 8259, 6: an integer beyond 2^53 is not interoperable; the schema of `offset` has no maximum, and such a one is refused',
  },
  {
    code: 'ST202',
    said: /and there is no such \w+$|already exists\.$/,
    why: 'OpenAPI document, answer 422: no schema can say which records exist, and what is drawn names others or an id that is taken',
  },
  {
    code: 'ST202',
    said: /^sourcedId must be a string that is not empty$/,
    why: 'OpenAPI document: most ids have a least length of 1, and no path leads to an empty one',
  },
  {
    code: 'ST202',
    said: /^sourcedId must equal the id in the path$/,
    why: 'RFC 9110, 9.3.4: a PUT is held against what its address stands for; no schema compares a body with a path',
  },
  {
    code: 'ST202',
    said: /^The content type must be application\/json\.$/,
    why: 'OpenAPI document: a record is sent as application/json; a request without a body has none, though `required` of the body is not written',
  },
  {
    code: 'ST202',
    said: /^email must be an e-mail address$/,
    why: 'OpenAPI document, `format: email`: an empty text is drawn, and is no address',
  },
  {
    code: 'ST201',
    said: /-> grades -> Array with invalid items/,
    why: 'official SDK: it sends grades as whole numbers; docs/emulator.md has both sides, and a quirk for the document',
  },
  ...['ST101', 'ST204'].map((code) => ({
    code,
    said: /The emulator has no /,
    why: 'docs/emulator.md: what the emulator does not play answers 501 with a sentence',
  })),
];

/**
 * The documents by which a finding is no fault; undefined if something that was said of it is decided by
 * none.
 */
export function decided({ code, said }: Finding): readonly string[] | undefined {
  const whys = said.map((one) => rows.find((row) => row.code === code && row.said.test(one))?.why);
  const known = whys.filter((why) => why !== undefined);
  return known.length === whys.length ? [...new Set(known)] : undefined;
}

interface Report {
  readonly ScenarioFinished?: {
    readonly recorder: {
      readonly checks: Readonly<Record<string, readonly Check[]>>;
      readonly interactions: Readonly<
        Record<
          string,
          {
            readonly request: { readonly method: string };
            readonly response?: { readonly content?: { readonly $base64: string } };
          }
        >
      >;
    };
  };
}

interface Check {
  readonly failure_info?: {
    readonly failure: Omit<Finding, 'said'> & { readonly message: string };
  };
}

/** The findings in a report, from its lines: each kind of failure at each operation. */
export function findingsIn(lines: readonly string[]): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const line of lines) {
    const { ScenarioFinished: scenario }: Report = JSON.parse(line);
    for (const [id, checks] of Object.entries(scenario?.recorder.checks ?? {})) {
      const { request, response } = scenario?.recorder.interactions[id] ?? {};
      const { content } = response ?? {};
      const answer = content ? Buffer.from(content.$base64, 'base64').toString() : '';
      for (const { failure_info } of checks) {
        if (!failure_info) continue;
        const { code, title, operation: declared, message } = failure_info.failure;
        // Methods that an operation does not have are tried as well.
        const operation = declared.replace(/^[A-Z]+/, request?.method ?? '$&');
        const key = `${operation} ${code}`;
        const said = [
          ...(found.get(key)?.said ?? []),
          ...(refusalsIn(answer) ?? [message.replaceAll(/\s+/g, ' ')]),
        ];
        found.set(key, { code, title, operation, said: [...new Set(said)] });
      }
    }
  }
  return [...found.values()];
}

/** What an answer has against a request, fault by fault; undefined if it refuses none. */
function refusalsIn(text: string): readonly string[] | undefined {
  const answer: Json = text.startsWith('{') ? JSON.parse(text) : null;
  if (!isObject(answer) || typeof answer['imsx_description'] !== 'string') return undefined;
  const details = answer['imsx_error_details'];
  const faults = Array.isArray(details) ? details.filter(isObject) : [];
  return faults.length === 0
    ? [answer['imsx_description']]
    : faults.map(({ field, message }) => `${String(field)} ${String(message)}`);
}
