/** Shorter than this it is no secret, and hiding it would leave gaps in ordinary words. */
const shortest = 4;

/** Shorter than this, a stretch that stands somewhere proves nothing: ordinary words have it. */
const shortestEvidence = 12;

/** The ways in which an answer may spell a credential. */
export function formsOf(value: string): readonly string[] {
  if (value.length < shortest) return [];
  const plain = [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)];
  const form = new URLSearchParams({ '': value }).toString().slice(1);
  const html = value.replace(/[&<>"']/g, (character) => entities[character] ?? character);
  return [...new Set([...plain, form, html, ...insideBase64(value)])];
}

/** Those of the forms that prove where they stand that the credential does. */
export function evidenceOf(value: string): readonly string[] {
  const forms = formsOf(value).filter(({ length }) => length >= shortestEvidence);
  const lower = forms.map((form) => form.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase()));
  return [...new Set([...forms, ...lower])];
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A stretch of Base64 that says little else would be found in other words. */
const shortestEncoded = 8;

/**
 * How a text looks within something longer that is in Base64, as in the credentials of Basic: one
 * stretch for each of the three places where it may begin in a group of three bytes.
 */
function insideBase64(value: string): string[] {
  const bytes = Buffer.from(value);
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64url');
    const first = Math.ceil((offset * 8) / 6);
    const stretch = encoded.slice(first, Math.floor(((offset + bytes.length) * 8) / 6));
    if (stretch.length < shortestEncoded) return [];
    return [stretch, stretch.replaceAll('-', '+').replaceAll('_', '/')];
  });
}
