/** A part of a page that is carried out, in the order of the page. */
export type Step =
  /** `<!-- run: COMMAND -->`: what a reader does by hand, in an editor. Shows nothing. */
  | { readonly type: 'run'; readonly command: string }
  /** A ```console block: commands after `$ `, each followed by its output. */
  | { readonly type: 'console'; readonly commands: readonly string[] }
  /** `<!-- file: PATH -->` above a fenced block: the file as it is then. */
  | { readonly type: 'file'; readonly path: string; readonly language: string };

/** A part of a page: a step, or text between steps that is kept. */
export type Part = Step | { readonly type: 'text'; readonly text: string };

const step = new RegExp(
  [
    '^<!-- run: (?<command>.*?) -->$',
    '^```console\\n(?<console>.*?)^```$',
    '^<!-- file: (?<path>\\S+) -->\\n```(?<language>\\w+)\\n.*?^```$',
  ].join('|'),
  'gms',
);

/** Splits a page. Joined by `written`, the parts are the page again. */
export function partsOf(page: string): readonly Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const found of page.matchAll(step)) {
    parts.push({ type: 'text', text: page.slice(end, found.index) }, partFrom(found.groups ?? {}));
    end = found.index + found[0].length;
  }
  return [...parts, { type: 'text', text: page.slice(end) }];
}

function partFrom({
  command,
  console,
  path,
  language = '',
}: Record<string, string | undefined>): Step {
  if (command !== undefined) return { type: 'run', command };
  if (path !== undefined) return { type: 'file', path, language };
  const lines = (console ?? '').split('\n').filter((line) => line.startsWith('$ '));
  return { type: 'console', commands: lines.map((line) => line.slice(2)) };
}

/** A part as the page shows it; `outputs` holds the output of each command, or the file. */
export function written(part: Part, outputs: readonly string[]): string {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'run':
      return `<!-- run: ${part.command} -->`;
    case 'file':
      return `<!-- file: ${part.path} -->\n${fenced(part.language, outputs.join(''))}`;
    case 'console': {
      const said = part.commands.map((command, at) => `$ ${command}\n${outputs[at] ?? ''}`);
      return fenced('console', said.join('\n'));
    }
  }
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}
