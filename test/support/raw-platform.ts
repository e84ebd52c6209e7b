import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A Partner API that keeps every record as the text that came, to the byte. It shares no code with the
 * tool, and reads no JSON: envelopes are cut off and put round again.
 */
export interface RawPlatform {
  readonly url: string;
  /** The texts of the records, by `lessons/ID`. */
  readonly records: Map<string, string>;
  /** `lessons/ID` of each PUT, since the last look. */
  readonly written: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** Starts one on a free port of this machine. Answers in UTF-8, as JSON has to be, or in Latin-1. */
export async function rawPlatform(encoding: 'utf8' | 'latin1' = 'utf8'): Promise<RawPlatform> {
  const records = new Map<string, string>();
  let written: string[] = [];
  const answer = async (request: IncomingMessage): Promise<readonly [number, string]> => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://platform');
    const body = await textOf(request);
    if (pathname.endsWith('/token')) {
      return [200, '{"access_token":"t","token_type":"Bearer","expires_in":3600}'];
    }
    const [, name = '', id] = /^\/rostering\/1\.0\/(\w+)(?:\/(.+))?$/.exec(pathname) ?? [];
    const held = id === undefined ? undefined : `${name}/${decodeURIComponent(id)}`;
    if (request.method === 'PUT' && held !== undefined) {
      const [, record] = /^\{"\w+":(.*)\}$/s.exec(body) ?? [];
      if (record === undefined) return [400, '{}'];
      records.set(held, record);
      written.push(held);
      return [200, body];
    }
    if (held !== undefined) {
      const record = records.get(held);
      return record === undefined ? [404, '{}'] : [200, `{"${name.slice(0, -1)}":${record}}`];
    }
    const all = [...records].flatMap(([key, text]) => (key.startsWith(`${name}/`) ? [text] : []));
    const offset = Number(searchParams.get('offset') ?? 0);
    const page = all.slice(offset, offset + Number(searchParams.get('limit') ?? 100));
    return [200, `{"${name}":[${page.join(',')}],"total":${all.length}}`];
  };
  const server = createServer(async (request, response) => {
    const [status, text] = await answer(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(text, encoding);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    records,
    written: () => {
      const all = written;
      written = [];
      return all;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
