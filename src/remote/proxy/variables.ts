/** Values of environment variables by name; a variable without a value counts as not set. */
export type Env = Readonly<Record<string, string | undefined>>;

/** A variable that is set, by the spelling that counts. */
export interface Variable {
  readonly name: string;
  readonly value: string;
}

/**
 * A variable in either spelling. The one in lower case counts if both are set, as curl has it.
 * In a CGI program a request's header `Proxy` arrives as HTTP_PROXY, so there it is not believed.
 */
export function variableOf(name: 'HTTP_PROXY' | 'HTTPS_PROXY' | 'NO_PROXY', env: Env) {
  const isForged = name === 'HTTP_PROXY' && env['REQUEST_METHOD'];
  const spellings = isForged ? [name.toLowerCase()] : [name.toLowerCase(), name];
  const [set] = spellings.flatMap((spelling): Variable[] => {
    const value = env[spelling]?.trim();
    return value ? [{ name: spelling, value }] : [];
  });
  return set;
}

/** Whether any proxy is named: only then the rest is loaded. */
export function namesProxy(env: Env): boolean {
  return [variableOf('HTTP_PROXY', env), variableOf('HTTPS_PROXY', env)].some(Boolean);
}
