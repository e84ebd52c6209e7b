import type { ErrorObject } from 'ajv';

/** Keywords that only say that something inside them failed. */
const echoes: ReadonlySet<string> = new Set(['if', 'not']);

/**
 * The errors worth telling. Where one of several types is allowed, the validator complains about
 * each of them: the types that the author did not choose are no news, and where none fits the one
 * complaint of the choice itself is enough.
 */
export function withoutEchoes(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  // What is wrong with a name is said by the rule about names.
  const telling = errors.filter(
    ({ keyword, propertyName }) => !echoes.has(keyword) && propertyName === undefined,
  );
  const choices = telling.filter(isChoice);
  return choices.reduce<readonly ErrorObject[]>(settle, telling);
}

function isChoice({ keyword }: ErrorObject): boolean {
  return keyword === 'oneOf' || keyword === 'anyOf';
}

function settle(errors: readonly ErrorObject[], choice: ErrorObject): readonly ErrorObject[] {
  const { instancePath: at } = choice;
  const isTypeHere = (error: ErrorObject) => error.keyword === 'type' && error.instancePath === at;
  const isWithin = ({ instancePath: path }: ErrorObject) =>
    path === at || path.startsWith(`${at}/`);
  const isCloser = errors.some(
    (error) => error !== choice && isWithin(error) && !isTypeHere(error),
  );
  return errors.filter((error) => !isTypeHere(error) && (error !== choice || !isCloser));
}
