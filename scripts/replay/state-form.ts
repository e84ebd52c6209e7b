/** Says in words what is wrong with the form of a value; undefined if nothing is. */
type Fault = (value: unknown) => string | undefined;

interface Form {
  readonly must: Readonly<Record<string, Fault>>;
  readonly may?: Readonly<Record<string, Fault>>;
}

const text: Fault = (value) => (typeof value === 'string' ? undefined : 'is no text');
const number: Fault = (value) => (typeof value === 'number' ? undefined : 'is no number');
const date: Fault = (value) =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? undefined : 'is no date';
const list: Fault = (value) => (Array.isArray(value) ? undefined : 'is no list');
const texts: Fault = (value) =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')
    ? undefined
    : 'is no list of texts';

const own = { key: text, title: text } as const;

/** The forms of nodes by the list that holds them, parents first. */
const nodes = {
  courses: { must: { ...own, units: list }, may: { uuid: text, subject: text, grades: texts } },
  units: { must: { ...own, lessons: list }, may: { uuid: text } },
  lessons: { must: own, may: { uuid: text, description: text, minutes: number } },
} as const satisfies Record<string, Form>;

export const stateFault: Fault = (value) => fault(value, { must: { courses: list } });

export const revisionFault: Fault = (value) =>
  fault(value, { must: { rev: text, date, message_subject: text, courses: list } });

/** The first fault with its path: `courses[0].units[1] has no "title"`. */
function fault(value: unknown, { must, may = {} }: Form, path = 'it'): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `${path} is no object`;
  }
  const held: Readonly<Record<string, unknown>> = { ...value };
  const missing = Object.keys(must).find((name) => held[name] === undefined);
  if (missing !== undefined) return `${path} has no "${missing}"`;
  for (const [name, faultOf] of Object.entries({ ...must, ...may })) {
    const wrong = held[name] === undefined ? undefined : faultOf(held[name]);
    if (wrong !== undefined) return `"${name}" of ${path} ${wrong}`;
  }
  return faultBelow(held, path);
}

function faultBelow(held: Readonly<Record<string, unknown>>, path: string): string | undefined {
  for (const [name, form] of Object.entries(nodes)) {
    const children: unknown = held[name];
    if (!Array.isArray(children)) continue;
    for (const [index, child] of children.entries()) {
      const place = `${name}[${index}]`;
      const wrong = fault(child, form, path === 'it' ? place : `${path}.${place}`);
      if (wrong !== undefined) return wrong;
    }
  }
  return undefined;
}
