/** A form of plain (unquoted) value that YAML readers interpret differently. */
interface Hazard {
  readonly form: RegExp;
  /** The value here, and the value in another reader. */
  readonly readings: (written: string) => { readonly here: string; readonly elsewhere: string };
}

const text = (written: string) => `the text "${written}"`;
const number = (value: number) => `the number ${value}`;

const hazards: readonly Hazard[] = [
  {
    form: /^(yes|on|no|off)$/i,
    readings: (written) => ({
      here: text(written),
      elsewhere: /^(yes|on)$/i.test(written) ? 'true' : 'false',
    }),
  },
  {
    form: /^[-+]?0\d+$/,
    readings: (written) => ({
      here: number(Number(written)),
      elsewhere: /[89]/.test(written) ? text(written) : number(Number.parseInt(written, 8)),
    }),
  },
  {
    form: /^\d+(:[0-5]?\d)+$/,
    readings: (written) => ({
      here: text(written),
      elsewhere: number(written.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)),
    }),
  },
  {
    form: /^[-+]?\d+(_\d+)+$/,
    readings: (written) => ({
      here: text(written),
      elsewhere: number(Number(written.replaceAll('_', ''))),
    }),
  },
  {
    // A version, for example. Below one it is a share or a price, and the final zero means nothing.
    form: /^[1-9]\d*\.\d*[1-9]0+$/,
    readings: (written) => ({ here: number(Number(written)), elsewhere: text(written) }),
  },
  {
    // More digits than most readers keep.
    form: /^[-+]?[1-9]\d{15,}$/,
    readings: (written) => ({ here: `the number ${written}`, elsewhere: number(Number(written)) }),
  },
];

/** A longer value is no typing error, and too long for regular expressions that backtrack. */
const longest = 1000;

/** Describes how readers differ about a plain value; undefined if all agree. */
export function hazardOf(written: string): string | undefined {
  if (written.length > longest) return undefined;
  const found = hazards.find(({ form }) => form.test(written));
  if (!found) return undefined;
  const { here, elsewhere } = found.readings(written);
  if (here === elsewhere) return undefined;
  return `${written} is read as ${here}, but other readers, or the author, may take it for ${elsewhere}.`;
}
