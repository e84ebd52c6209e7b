import type { ErrorObject } from 'ajv';

/** Keywords that only report a failure inside of them. */
const echoes: ReadonlySet<string> = new Set(['if', 'not']);

/**
 * The errors worth reporting. For a choice of types the validator complains about each type:
 * complaints about types that the author did not choose are dropped, and if none fits, the one
 * about the choice itself is enough.
 */
export function withoutEchoes(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  // The rule about names reports wrong names better.
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
