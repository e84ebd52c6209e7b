import { parseSync, Visitor } from 'oxc-parser';

/** One function that a text passed. */
export interface PassedFunction {
  readonly file: string;
  /** The offset of its beginning in the file, in characters. */
  readonly start: number;
  /** The name; absent for a callback that is written where it is used. */
  readonly name?: string;
}

/**
 * The text of a module in which each function reports its arguments to `globalThis.trace` when it is called.
 * Functions with a body get a statement at their beginning; arrow functions, which have no `arguments`, are
 * wrapped. Each call names its `PassedFunction` as JSON.
 */
export function instrumented(file: string, text: string): string {
  const { program } = parseSync(file, text);
  const names = new Map<number, string>();
  const functions: { start: number; end: number; body?: number }[] = [];
  const name = (node: { type: string; start: number } | null, by: Spanned | null): void => {
    if (node && /Function/.test(node.type)) {
      names.set(node.start, by ? text.slice(by.start, by.end) : 'default');
    }
  };
  const withBody = ({ start, end, body }: Bodied): void => {
    if (body) functions.push({ start, end, body: body.start + 1 });
  };
  new Visitor({
    FunctionDeclaration: (node) => {
      name(node, node.id);
      withBody(node);
    },
    FunctionExpression: withBody,
    ArrowFunctionExpression: ({ start, end }) => functions.push({ start, end }),
    VariableDeclarator: ({ init, id }) => name(init, id),
    Property: ({ value, key }) => name(value, key),
    MethodDefinition: ({ value, key }) => name(value, key),
  }).visit(program);
  const inserts = functions.flatMap(({ start, end, body }) => {
    const name = names.get(start);
    const passed: PassedFunction = { file, start, ...(name !== undefined && { name }) };
    const id = JSON.stringify(JSON.stringify(passed));
    return body === undefined
      ? [
          { at: start, text: `globalThis.trace.arrow(${id}, ` },
          { at: end, text: ')' },
        ]
      : [{ at: body, text: `globalThis.trace.enter(${id}, arguments);` }];
  });
  let result = '';
  let done = 0;
  for (const { at, text: added } of inserts.toSorted((a, b) => a.at - b.at)) {
    result += text.slice(done, at) + added;
    done = at;
  }
  return result + text.slice(done);
}

interface Spanned {
  readonly start: number;
  readonly end: number;
}

interface Bodied extends Spanned {
  readonly body: { readonly start: number } | null;
}
