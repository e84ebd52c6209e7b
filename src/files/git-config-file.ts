/**
 * The values of `core.worktree` in a config file of git, in their order. Other settings, includes
 * and what is no config are passed over: git takes the place of a work tree from this file alone.
 */
export function workTreesIn(text: string): string[] {
  const values: string[] = [];
  let isCore = false;
  // A backslash at the end of a line goes on with the next.
  for (const line of text.replaceAll(/\\\r?\n/g, '').split('\n')) {
    const [, section, after = line] = /^\s*\[([^\]]*)\](.*)$/s.exec(line) ?? [];
    if (section !== undefined) isCore = section.trim().toLowerCase() === 'core';
    const [, value] = /^\s*worktree\s*=(.*)$/is.exec(after) ?? [];
    if (isCore && value !== undefined) values.push(unquoted(value.trimStart()));
  }
  return values;
}

/** Quotes keep blanks and comment signs; a backslash keeps one sign. */
function unquoted(written: string): string {
  let value = '';
  let kept = 0;
  let isQuoted = false;
  for (let at = 0; at < written.length; at += 1) {
    const sign = written.charAt(at);
    if (sign === '"') isQuoted = !isQuoted;
    else if (sign === '\\') {
      at += 1;
      value += escapes[written.charAt(at)] ?? written.charAt(at);
    } else if (!isQuoted && (sign === '#' || sign === ';')) break;
    else value += sign;
    if (isQuoted || sign.trim() !== '') kept = value.length;
  }
  return value.slice(0, kept);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b' };
