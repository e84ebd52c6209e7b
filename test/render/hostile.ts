import { fc } from '../support/laws.ts';

/** Texts that something obeys: a screen, a log of CI, a page of Markdown or HTML, a reader. */
export const hostileTexts = [
  '\u001b[2J\u001b]0;title\u0007',
  '\u009b31m\u0090q\u009c',
  '\u0000\u0008\u007f',
  'a\rb',
  'safe\u202egpj.exe\u202c',
  '\u2066\u2067\u2069\u200b\ufeff',
  'a\u2028b\u2029c\u0085d',
  'half \ud800 and \udc00',
  '::error file=a.yaml,line=1::boo',
  ':: ::',
  'line\n::set-output name=x::y',
  'line\n  ::stop-commands::x',
  'blank \u00a0::add-mask::x',
  '##[error]boo ##[group]x',
  '##vso[task.setvariable variable=x]y',
  "##teamcity[message text='x']",
  '</details></summary><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<!-- ',
  ']]> &lt; &#60;',
  'a|b|c',
  '@team and @user/team',
  'closes #12, GH-12, owner/repo#12',
  '[text](javascript:alert(1)) ![x](http://evil.test/x.png)',
  '[text]: http://evil.test',
  '<javascript:alert(1)> <http://evil.test>',
  'http://evil.test www.evil.test a@evil.test',
  '`code` ``` ~~~ ````',
  '```\n# heading\n```',
  '- item\n1. item\n> quote\n# heading\n---\n',
  '*bold* _em_ ~~gone~~ $x$ \\',
  '"quoted" \'single\' {a: b}',
  '%0A::error::x %250A',
  '\u000b::error::x\u000c::stop-commands::t',
  '\u061c::error::\u180e\u00ad\ue000\u{e0041}\u{1d173}\ufff9',
  'EOF\nplan_hash=evil\nX<<EOF',
  '\u0065\u0301\u0301\u0301'.repeat(40),
  '<!-- plan begins -->',
  '<!-- plan ends -->',
  '</details>\n<!-- plan ends -->\n\n</details>\n# Approved',
  '<!-- timeback-catalog {"v":2,"key":".@test","state":"applied"} -->',
  '[^1] [^1]: note <details open><sub>',
  `=cmd|' /C calc'!A0 ＝1 $(id) $\{{ secrets.X }}`,
  '*/ process.exit(7) /* \\',
  '"""\nimport os; os.abort()\n"""',
  `$\{process.exit(7)} </script> __proto__ constructor`,
  'xmpp:a@b.c mailto:a@b.c ftp://x.y :tada: #ff0000 1234567890abcdef1234567890abcdef12345678',
  '    code\n\tcode\n***\n| - | - |\n',
  'a\u200cb\u200d \u200c\u200d',
  'د\u200c \u200cد\u200d\u200dد \u{1f469}\u200d \u200d\u{1f3eb}',
  '\u{1f3f4}\u{e0078}\u{e007f}',
] as const;

/** The same as titles of manifests, which hold whole characters and show something. */
export const hostileTitles: readonly string[] = hostileTexts
  .map((text) => text.toWellFormed())
  .map((text) => (/[\p{L}\p{N}\p{S}]/u.test(text) ? text : `x${text}`));

/** Text as an enemy would write it. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc
    .array(fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ maxLength: 5 })), {
      maxLength: 5,
    })
    .map((parts) => parts.join('')),
);

/** Any character that a screen obeys or hides, but the line break, and joiners where they join. */
export const unsafe =
  /[^\P{Cc}\n]|(?![\u200c\u200d](?<=[\p{L}\p{M}\p{S}].)[\p{L}\p{M}\p{S}])[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** What a log of GitHub, Azure or TeamCity obeys. */
export const ciCommand = /^[^\S\n]*::|##\w*\[/mu;

export function withoutOurColours(shown: string): string {
  const codes = [1, 2, 22, 31, 32, 33, 36, 39];
  return codes.reduce((text, code) => text.replaceAll(`\u001b[${code}m`, ''), shown);
}

/**
 * What of a page in Markdown is not code, without what we write ourselves and GitHub does not obey
 * otherwise: headings, strong words, folds, tables, character references.
 */
export function runningText(page: string): string {
  return (
    page
      .replace(/^( *)(`{3,})\w*\n(?:.*\n)*?\1\2$/gm, '')
      .replace(/(?<!`)(`+)(?!`)(?:.*?[^`])\1(?!`)/g, '')
      .replace(/^<\/?details>$|^<summary>[^<]*<\/summary>$/gm, '')
      .replace(/^####? /gm, '')
      // That every row of a table has the same number of cells is a law of its own.
      .replace(/^\|(?: --- \|)+$/gm, '')
      .replace(/^\| .* \|$/gm, (row) => row.slice(2, -2).replaceAll(' | ', ' '))
      .replace(/\*\*/g, '')
      .replace(/&#\d+;/g, '·')
  );
}

/** What in running text GitHub would take for structure, a link or a mention. */
export const markdownStructure = /[<>[\]|`*~$@]|:\/\/|www\.|#\w|GH-\d|^\s*(?:[>#=]|\d+[.)]|---)/m;
