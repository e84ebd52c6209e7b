// A catalog whose titles are what breaks screens: long, without blanks, from right to left, in pictures.

const folder = 'catalog/middle-school-reading';

const id = (first: string, end = '7d10') => `${first.repeat(8)}-1c0e-4c53-8a7e-3e2f9f6b${end}`;

const longTitle =
  'How to find the main idea of a long text when it is nowhere said in one sentence, and how to tell it apart from a detail';
const details = `  - sourcedId: ${id('2')}\n    title: Supporting details\n`;
const moved = `  - sourcedId: ${id('3')}\n    title: ${longTitle}\n`;
const back = `  - sourcedId: ${id('4')}\n    title: A first look back\n`;

const course = `kind: course
sourcedId: ${id('a')}
title: Middle-School Reading
courseCode: MSR
grades: ["6", "7"]
units:
  - include: units/01-finding-the-main-idea-of-a-text.yaml
  - include: units/02-inference.yaml
  - sourcedId: ${id('d')}
    title: 文章の主題を見つける：長い文章を読むときに筆者が一番言いたいことを探す方法
    lessons:
      - sourcedId: ${id('7')}
        title: 文章
      - sourcedId: ${id('8')}
        title: الفكرة الرئيسية في النص (الجزء 2)
      - sourcedId: ${id('9')}
        title: 👩‍🏫 Reading with 👨‍👩‍👧‍👦 🇵🇱
`;

const ideas = `kind: unit
sourcedId: ${id('b')}
title: Main ideas
lessons:
  - sourcedId: ${id('1')}
    title: Finding the main idea
    metadata:
      summary: Readers look for the sentence that carries a paragraph.
      xp: 10
`;

const inference = `kind: unit
sourcedId: ${id('c')}
title: Inference
lessons:
  - sourcedId: ${id('5')}
    title: Reading between the lines
  - sourcedId: ${id('6')}
    title: Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft
`;

const files = {
  course: `${folder}/course.yaml`,
  ideas: `${folder}/units/01-finding-the-main-idea-of-a-text.yaml`,
  inference: `${folder}/units/02-inference.yaml`,
};

/** As it is published. */
export const published: Readonly<Record<string, string>> = {
  'timeback-catalog.yaml': 'org: partner-sandbox\n',
  [files.course]: course,
  [files.ideas]: ideas + details + moved + back,
  [files.inference]: inference,
};

/** What authors make of it: edited, moved, re-ordered, added to. */
export const edited: Readonly<Record<string, string>> = {
  [files.course]: course
    .replace('"7"', '"8"')
    .replace('title: 文章\n', 'title: 文章を読む\n')
    .replace(' (الجزء 2)', ''),
  [files.ideas]:
    ideas
      .replace('a paragraph.', 'a text, and say it in their own words.')
      .replace('main idea\n', 'main idea of a text\n')
      .replace('xp: 10', 'xp: 12') +
    back +
    details,
  [files.inference]: `${inference.replace('Inference', 'Inferences')}${moved}  - sourcedId: ${id('e')}\n    title: What the author left out\n`,
};

/** Slips of authors, far to the right in long lines, too. */
export const slips: Readonly<Record<string, string>> = {
  [files.course]: course
    .replace('courseCode: MSR', 'coursecode: MSR')
    .replace(
      'title: 文章\n',
      'title: 文章\n        形式: 文章の主題を見つける方法、長い文章を読むときに\n',
    )
    .replace('title: الفكرة', 'عنوان: الفكرة'),
  [files.ideas]: ideas.replace(
    'title: Finding the main idea',
    "title: 'Readers look for the sentence that carries a paragraph, and it's often the first'",
  ),
  [files.inference]: inference.replace(id('5'), id('6')),
};
