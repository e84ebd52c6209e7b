import { escapeFor } from '../escape.ts';

function fenceFor(text: string, shortest: number): string {
  const runs = text.match(/`+/g) ?? [];
  return '`'.repeat(runs.reduce((most, { length }) => Math.max(most, length + 1), shortest));
}

/** Text from outside as inline code, where GitHub neither formats nor links anything. */
export function codeSpan(text: string): string {
  // Two fences with nothing between them would be text, and begin code with the next two.
  const visible = escapeFor.terminal(text) || ' ';
  const fence = fenceFor(visible, 1);
  // Markdown strips one blank from both ends, so back-ticks there can be kept off the fence.
  const pad = /^[` ]|[` ]$/.test(visible) && visible.trim() !== '' ? ' ' : '';
  return `${fence}${pad}${visible}${pad}${fence}`;
}

/** Lines as a block of code. `language` colours it; `indent` keeps it inside a list item. */
export function codeBlock(
  lines: readonly string[],
  language: 'diff' | 'text' | 'yaml',
  indent = '',
): string[] {
  const visible = lines.map(escapeFor.terminal);
  const fence = fenceFor(visible.join('\n'), 3);
  return [`${fence}${language}`, ...visible, fence].map((line) => indent + line);
}

/** A part that readers open when they want it. GitHub needs the empty lines. */
export function folded(
  summary: string,
  lines: readonly string[],
  { open = false }: { readonly open?: boolean } = {},
): string[] {
  return [
    open ? '<details open>' : '<details>',
    `<summary>${escapeFor.html(summary)}</summary>`,
    '',
    ...lines,
    '',
    '</details>',
  ];
}
