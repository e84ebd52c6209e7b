/** A line of YAML that has content. Its number counts from one. */
export interface Line {
  readonly number: number;
  readonly offset: number;
  readonly text: string;
  /** The white space before the content, of whichever kind. */
  readonly indent: string;
}

/** The lines of a YAML text that are not empty, no comments, and not in a block scalar (`|` and `>`). */
export function* contentLines(text: string): Generator<Line> {
  let number = 0;
  let offset = 0;
  /** The indentation of the line that starts a block scalar. */
  let block: number | undefined;
  for (const written of text.split('\n')) {
    number += 1;
    const start = offset;
    offset += written.length + 1;
    const line = written.endsWith('\r') ? written.slice(0, -1) : written;
    const indent = /^\s*/.exec(line)?.[0] ?? '';
    if (indent === line || line[indent.length] === '#') continue;
    if (block !== undefined && indent.length > block) continue;
    block = startsBlock(line) ? indent.length : undefined;
    yield { number, offset: start, text: line, indent };
  }
}

/** Whether a line opens a block scalar. */
export function startsBlock(line: string): boolean {
  return /(?:^|[:-] +)[|>][-+\d]{0,2}(?: +#.*)?$/.test(line.slice(-200));
}
