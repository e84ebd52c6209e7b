import { spawn } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';

const program = fileURLToPath(
  new URL('./bin/yaml-language-server', import.meta.resolve('yaml-language-server/package.json')),
);

/** What an editor asks and is told, as far as the tests look at it. */
export interface Diagnostic {
  readonly message: string;
  readonly range: { readonly start: { readonly line: number } };
}
export interface Completion {
  readonly label: string;
  readonly documentation?: string | { readonly value: string };
}

export interface Editor {
  /** Opens a file and resolves with what is wrong in it. */
  readonly open: (path: string, text: string) => Promise<readonly Diagnostic[]>;
  /** Lines and characters count from zero. */
  readonly complete: (path: string, at: Position) => Promise<readonly Completion[]>;
  readonly hover: (path: string, at: Position) => Promise<string>;
}
interface Position {
  readonly line: number;
  readonly character: number;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly uri?: string; readonly diagnostics?: readonly Diagnostic[] };
  readonly result?: unknown;
}

/** Starts the language server that editors use for YAML, as a process of its own; it asks no network. */
export async function startEditor(folder: string): Promise<Editor> {
  const server = spawn(process.execPath, [program, '--stdio'], { cwd: folder });
  // It ends by itself, so that Node keeps what it compiled.
  onTestFinished(async () => {
    const killing = setTimeout(() => server.kill('SIGKILL'), 5000);
    const ended = new Promise((resolve) => server.once('exit', resolve));
    send({ method: 'exit' });
    await ended;
    clearTimeout(killing);
  });
  const answers = new Map<number, (result: unknown) => void>();
  const waiting = new Map<string, (found: readonly Diagnostic[]) => void>();
  const send = (message: object) => {
    const json = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`);
  };
  let last = 0;
  const ask = (method: string, params: object): Promise<unknown> =>
    new Promise((resolve, reject) => {
      last += 1;
      answers.set(last, resolve);
      // Else a server that cannot start would be waited for.
      server.once('exit', () => reject(new Error('the language server ended')));
      send({ id: last, method, params });
    });
  const receive = ({ id, method, params, result }: Message) => {
    if (id !== undefined && method !== undefined) {
      // It asks how it is configured.
      send({ id, result: method === 'workspace/configuration' ? settings : null });
    } else if (id !== undefined) answers.get(id)?.(result);
    else if (method === 'textDocument/publishDiagnostics') {
      waiting.get(params?.uri ?? '')?.(params?.diagnostics ?? []);
    }
  };
  server.stdout.on('data', reader(receive));

  const uriOf = (path: string) => pathToFileURL(`${folder}/${path}`).href;
  await ask('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    capabilities: {
      textDocument: { hover: {}, completion: {} },
      workspace: { configuration: true },
    },
  });
  send({ method: 'initialized', params: {} });
  send({ method: 'workspace/didChangeConfiguration', params: { settings: { yaml: settings[0] } } });
  return {
    open: (path, text) =>
      new Promise((resolve) => {
        waiting.set(uriOf(path), resolve);
        const textDocument = { uri: uriOf(path), languageId: 'yaml', version: 1, text };
        send({ method: 'textDocument/didOpen', params: { textDocument } });
      }),
    complete: async (path, position) => {
      const textDocument = { uri: uriOf(path) };
      const found = await ask('textDocument/completion', { textDocument, position });
      return (found as { readonly items?: readonly Completion[] }).items ?? [];
    },
    hover: async (path, position) => {
      const textDocument = { uri: uriOf(path) };
      const found = await ask('textDocument/hover', { textDocument, position });
      return JSON.stringify(found);
    },
  };
}

/** Of the sections that it asks for: yaml, http, [yaml], editor. */
const settings = [
  { schemaStore: { enable: false }, completion: true, hover: true, validate: true },
  {},
  {},
  {},
];

/** Cuts the stream into messages: a header with the length in bytes, an empty line, JSON. */
function reader(receive: (message: Message) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (true) {
      const end = rest.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/.exec(rest.subarray(0, end).toString())?.[1]);
      if (end < 0 || rest.length < end + 4 + length) return;
      receive(JSON.parse(rest.subarray(end + 4, end + 4 + length).toString()));
      rest = rest.subarray(end + 4 + length);
    }
  };
}
