const kilo = 1024;
const mega = 1024 * kilo;

/**
 * The most that this tool accepts from a platform, so that a run ends with a problem before memory is full,
 * whatever the platform sends. Sizes are bytes and hold for packed and unpacked data alike.
 */
export const limits = {
  /** Bytes of one answer with data. A page of 1,000 records may have 16 kB for each. */
  answer: 16 * mega,
  /** Values in one answer: `[[],[],…` is short as a text and long in memory. */
  answerValues: 500_000,
  /** Bytes of an answer that is read only for its status and a sentence; the rest is not read. */
  sentence: 64 * kilo,
  /** Bytes of the answer that holds a token. */
  tokenAnswer: 64 * kilo,
  /** Bytes of a token, which is sent in a header of every request. */
  token: 16 * kilo,
  /** Bytes of all headers of an answer. */
  headers: 16 * kilo,
  /** Bytes of all answers in flight together. */
  inFlight: 48 * mega,
  /** Bytes of all pages of one complete read. */
  reading: 80 * mega,
  /** Values in all pages of one complete read. */
  readingValues: 3_000_000,
  /** Records in one list. */
  records: 250_000,
  /** Records that are kept from all lists of one read, whole or by name and place. */
  kept: 250_000,
  /** Requests for one list, in addition to one for every `recordsOfPage` records. */
  pages: 200,
  recordsOfPage: 10,
  /** Records of others that are kept whole because their titles resemble those of the manifests. */
  alike: 5000,
  /** Characters of an id. */
  id: 1024,
  /** Tokens that are remembered, so that no output shows them. */
  tokens: 64,
} as const;

/** A limit in words, such as `16 MB`. */
export function sizeText(bytes: number): string {
  return bytes >= mega ? `${Math.floor(bytes / mega)} MB` : `${Math.floor(bytes / kilo)} kB`;
}

export function countText(count: number): string {
  return count.toLocaleString('en-US');
}
