export interface Expression {
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

/**
 * The regular expressions that a source spells out. A slash begins one where no value can stand
 * before it: behind a mark or a word of the language, and not behind a name, a number or a bracket
 * that closes.
 */
export function expressionsIn({ file, text }: { file: string; text: string }): Expression[] {
  const found: Expression[] = [];
  /** For each text with gaps that is open, how many braces are open within its gap. */
  const gaps: number[] = [];
  let before = '';
  for (let at = 0; at < text.length; ) {
    const rest = (pattern: RegExp) => {
      pattern.lastIndex = at;
      return pattern.exec(text);
    };
    const [skipped] =
      (at === 0 && rest(/#![^\n]*/y)) || rest(/\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\//y) || [];
    if (skipped) {
      at += skipped.length;
      continue;
    }
    const depth = gaps.at(-1);
    const closesGap = text[at] === '}' && depth === 0;
    const [token] =
      (text[at] === '`' || closesGap
        ? rest(/[`}](?:[^\\`$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y)
        : null) ??
      rest(/'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y) ??
      (text[at] === '/' && isOpen(before)
        ? rest(/\/((?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([a-z]*)/y)
        : null) ??
      rest(/[\p{L}\p{N}_$]+|[\s\S]/uy) ??
      [];
    if (token === undefined) throw new Error(`${file} cannot be read at ${at}`);
    if (text[at] === '`' && token.endsWith('${')) gaps.push(0);
    else if (closesGap && token.endsWith('`')) gaps.pop();
    else if (token === '{' && depth !== undefined) gaps[gaps.length - 1] = depth + 1;
    else if (token === '}' && depth !== undefined && depth > 0) gaps[gaps.length - 1] = depth - 1;
    if (token.length > 2 && token.startsWith('/')) {
      const end = token.lastIndexOf('/');
      found.push({ file, source: token.slice(1, end), flags: token.slice(end + 1) });
    }
    before = token;
    at += token.length;
  }
  return found;
}

const words = ['return', 'case', 'typeof', 'in', 'of', 'yield', 'await', 'void', 'else', 'do'];

function isOpen(before: string): boolean {
  return (
    words.includes(before) ||
    /^[^\p{L}\p{N}_$)\]}'"`]$/u.test(before) ||
    before === '' ||
    before.endsWith('${')
  );
}
