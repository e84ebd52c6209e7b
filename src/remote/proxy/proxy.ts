import { type Checked, checked, problem } from '../../model/problem.ts';
import { isBypassed } from './bypass.ts';
import { type Env, type Variable, variableOf } from './variables.ts';

/** A proxy that a variable names. */
export interface NamedProxy {
  /** As it is shown: never with user and password. */
  readonly address: string;
  readonly url: URL;
  readonly variable: string;
  /** For the header `Proxy-Authorization`; absent where the address has no user. */
  readonly authorization?: string;
  /** The password, and what the header holds. */
  readonly secrets: readonly string[];
}

/** What the variables say of one URL; undefined where they say nothing. */
export type Choice = { readonly proxy: NamedProxy } | { readonly bypassedBy: string } | undefined;

/** Which proxy a URL is asked for through. */
export function chooseProxy(url: URL, env: Env): Checked<Choice> {
  const named = variableOf(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY', env);
  if (!named) return checked(undefined, []);
  const exceptions = variableOf('NO_PROXY', env);
  if (exceptions && isBypassed(url, exceptions.value)) {
    return checked({ bypassedBy: exceptions.name }, []);
  }
  const proxy = readProxy(named);
  return proxy ? checked({ proxy }, []) : { ok: false, problems: [malformed(named)] };
}

/** Without a scheme it is http, as with curl. */
function readProxy({ name, value }: Variable): NamedProxy | undefined {
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
  if (!isHttp || url.hostname === '') return undefined;
  const address = `${url.protocol}//${url.host}`;
  const user = decoded(url.username);
  const password = decoded(url.password);
  if (user === '' && password === '') return { address, url, variable: name, secrets: [] };
  const encoded = Buffer.from(`${user}:${password}`).toString('base64');
  url.username = '';
  url.password = '';
  const authorization = `Basic ${encoded}`;
  return { address, url, variable: name, authorization, secrets: [password, encoded] };
}

/** A password may hold a percent sign that encodes nothing. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The value is not shown: a password may stand in it. */
function malformed({ name }: Variable) {
  return problem('environment/proxy', {
    detail: `The environment variable ${name} is set, and what it holds is no address of an HTTP proxy.`,
    hint: `Write it as http://HOST:PORT or https://HOST:PORT, with USER:PASSWORD@ before the host if the proxy asks for them, or unset ${name}.`,
  });
}
