const kilo = 1024;
const mega = 1024 * kilo;

/**
 * The most that is taken from a platform. Whatever it sends, a run ends with a problem before it
 * fills the memory. Sizes are bytes, packed and unpacked alike.
 */
export const limits = {
  /** Of one answer to a question. A page of 1,000 records may have 16 kB for each. */
  answer: 16 * mega,
  /** Values in one answer: `[[],[],…` is short as a text and long in memory. */
  answerValues: 500_000,
  /** Of an answer of which the status and a sentence count: what comes after is not read. */
  sentence: 64 * kilo,
  /** Of the answer that holds a token. */
  tokenAnswer: 64 * kilo,
  /** Of the token, which goes into a header of every request. */
  token: 16 * kilo,
  /** Of all headers of an answer. */
  headers: 16 * kilo,
  /** Of all answers in flight. */
  inFlight: 48 * mega,
  /** Of all pages of one reading. */
  reading: 80 * mega,
  /** Values in all pages of one reading. */
  readingValues: 3_000_000,
  /** Records in one list. */
  records: 250_000,
  /** Records that are kept of all lists of one reading, whole or by name and place. */
  kept: 250_000,
  /** Requests for one list, beside those that bring `recordsOfPage` each. */
  pages: 200,
  recordsOfPage: 10,
  /** Records of others that are kept whole because they are called like one of the manifests. */
  alike: 5000,
  /** Characters of an id. */
  id: 1024,
  /** Tokens that are remembered, so that nothing shows them. */
  tokens: 64,
} as const;

/** A limit in words. */
export function sizeText(bytes: number): string {
  return bytes >= mega ? `${Math.floor(bytes / mega)} MB` : `${Math.floor(bytes / kilo)} kB`;
}

export function countText(count: number): string {
  return count.toLocaleString('en-US');
}
