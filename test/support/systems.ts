/**
 * Small packages in the forms that the export code of course systems writes: what their sources
 * name and nest, with content of our own.
 */
type Package = Readonly<Record<string, string>>;

const namespaces = {
  '1.0':
    'xmlns="http://www.imsglobal.org/xsd/imscc/imscp_v1p1" xmlns:lomimscc="http://ltsc.ieee.org/xsd/imscc/LOM"',
  '1.1':
    'xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1" xmlns:lomimscc="http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest" xmlns:lom="http://ltsc.ieee.org/xsd/imsccv1p1/LOM/resource"',
  '1.2':
    'xmlns="http://www.imsglobal.org/xsd/imsccv1p2/imscp_v1p1" xmlns:lomimscc="http://ltsc.ieee.org/xsd/imsccv1p2/LOM/manifest"',
  '1.3':
    'xmlns="http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1" xmlns:lomimscc="http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest"',
} as const;

interface ManifestParts {
  readonly version?: keyof typeof namespaces;
  readonly schema?: string;
  readonly title?: string;
  readonly organizations: string;
  readonly resources: string;
}

/** A manifest of a Common Cartridge. */
export function manifestOf({
  version = '1.1',
  schema = 'IMS Common Cartridge',
  title = 'Reading',
  organizations,
  resources,
}: ManifestParts): string {
  const lom =
    title === ''
      ? ''
      : `<lomimscc:lom><lomimscc:general><lomimscc:title><lomimscc:string language="en">${title}</lomimscc:string></lomimscc:title></lomimscc:general></lomimscc:lom>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="man-1" ${namespaces[version]}>
<metadata><schema>${schema}</schema><schemaversion>${version}.0</schemaversion>${lom}</metadata>
<organizations>${organizations}</organizations><resources>${resources}</resources>
</manifest>`;
}

/** An item of an organization. */
export function item(id: string, title: string, inside = '', ref?: string): string {
  const named = ref === undefined ? '' : ` identifierref="${ref}"`;
  const shown = title === '' ? '' : `<title>${title}</title>`;
  return `<item identifier="${id}"${named}>${shown}${inside}</item>`;
}

export function organization(items: string, id = 'org_1'): string {
  return `<organization identifier="${id}" structure="rooted-hierarchy">${items}</organization>`;
}

/** A page of the web, as a resource with its file. */
export function page(id: string, path: string, more = ''): string {
  return `<resource identifier="${id}" type="webcontent" href="${path}">${more}<file href="${path}"/></resource>`;
}

const webLink = (title: string, href: string) =>
  `<?xml version="1.0"?><webLink xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1"><title>${title}</title><url href="${href}"/></webLink>`;

/** Canvas: modules in one item without a title, text headers, and a state of each beside the manifest. */
const canvas: Package = {
  'imsmanifest.xml': manifestOf({
    organizations: organization(
      item(
        'LearningModules',
        '',
        item(
          'g1',
          'Week 1',
          item('g2', 'Before class') +
            item('g3', 'A page', '', 'p1') +
            item('g4', 'A film', '', 'l1') +
            item('g5_item', 'A tool', '', 'g5') +
            item('g6', 'Answers', '', 'p2') +
            item('g7', 'An exam elsewhere', '', 'not-exported'),
        ) +
          item('g8', 'Week 2 (draft)', item('g9', 'Another page', '', 'p3')) +
          item('g10', 'Week 3, to come'),
      ),
    ),
    resources: `<resource identifier="settings" type="associatedcontent/imscc_xmlv1p1/learning-application-resource" href="course_settings/canvas_export.txt">
  <file href="course_settings/course_settings.xml"/><file href="course_settings/module_meta.xml"/><file href="course_settings/canvas_export.txt"/></resource>
${page('p1', 'wiki_content/a-page.html')}${page('p2', 'wiki_content/answers.html')}${page('p3', 'wiki_content/another.html')}
<resource identifier="l1" type="imswl_xmlv1p1"><file href="l1.xml"/></resource>
<resource identifier="g5" type="imsbasiclti_xmlv1p0"><file href="g5.xml"/></resource>
<resource identifier="bank" type="imsqti_xmlv1p2/imscc_xmlv1p1/question-bank" href="bank.xml"><file href="bank.xml"/></resource>
${page('f1', 'web_resources/picture.png')}`,
  }),
  'course_settings/canvas_export.txt': 'Q: What did the panda say?',
  'course_settings/course_settings.xml':
    '<course xmlns="http://canvas.instructure.com/xsd/cccv1p0"><title>Reading in Canvas</title></course>',
  'course_settings/module_meta.xml': `<modules xmlns="http://canvas.instructure.com/xsd/cccv1p0">
<module identifier="g1"><title>Week 1</title><workflow_state>active</workflow_state><items>
<item identifier="g5"><content_type>ContextExternalTool</content_type><workflow_state>unpublished</workflow_state></item>
<item identifier="g6"><content_type>WikiPage</content_type><workflow_state>unpublished</workflow_state></item></items></module>
<module identifier="g8"><title>Week 2 (draft)</title><workflow_state>unpublished</workflow_state><prerequisites><prerequisite type="context_module"><title>Week 1</title><identifierref>g1</identifierref></prerequisite></prerequisites><items/></module></modules>`,
  'wiki_content/a-page.html': '<p>unclosed',
  'wiki_content/answers.html': '<p>',
  'wiki_content/another.html': '<p>',
  'web_resources/picture.png': 'png',
  'l1.xml': webLink('Film', 'https://example.org/film?a=1&amp;b=2'),
  'g5.xml':
    '<cartridge_basiclti_link xmlns:blti="x"><blti:title>Tool</blti:title><blti:secure_launch_url/><blti:launch_url>http://example.org/lti</blti:launch_url></cartridge_basiclti_link>',
  'bank.xml': '<questestinterop/>',
};

/** Moodle: indents become items without titles, labels items without resources, hidden ones a role. */
const moodle: Package = {
  'imsmanifest.xml': manifestOf({
    organizations: organization(
      item(
        'root',
        '',
        item(
          'I_1',
          'Topic 1',
          item('I_2', 'Read me', '', 'R_1') +
            item('I_3', '', item('I_4', '', item('I_5', 'Indented twice', '', 'R_2'))) +
            item('I_6', 'A label in between') +
            item('I_7', 'For teachers', '', 'R_3'),
        ) + item('I_8', 'Topic 2', item('I_9', 'Forum', '', 'R_4')),
      ),
    ),
    resources: `${page('R_1', 'i_1/read%20me.html')}${page('R_2', 'i_2/two.html')}
${page('R_3', 'i_3/key.html', '<metadata><lom:lom><lom:educational><lom:intendedEndUserRole><lom:source>IMSGLC_CC_Rolesv1p1</lom:source><lom:value>Instructor</lom:value></lom:intendedEndUserRole></lom:educational></lom:lom></metadata>')}
<resource identifier="R_4" type="imsdt_xmlv1p1"><file href="i_4/discussion.xml"/><dependency identifierref="R_5"/></resource>
${page('R_5', 'i_4/picture.png')}`,
  }),
  'i_1/read me.html': '<p>',
  'i_2/two.html': '<p>',
  'i_3/key.html': '<p>',
  'i_4/discussion.xml':
    '<topic xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imsdt_v1p1"><title>Forum</title></topic>',
  'i_4/picture.png': 'png',
};

/** Brightspace: titles as `langstring`, modules with a resource of their own, links as addresses. */
const brightspace: Package = {
  'imsmanifest.xml': `<?xml version="1.0" encoding="utf-8"?>
<manifest identifier="D2L_6606" xmlns:d2l_2p0="http://desire2learn.com/xsd/d2lcp_v2p0" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:imsmd="http://www.imsglobal.org/xsd/imsmd_rootv1p2p1">
<metadata><imsmd:lom><imsmd:general><imsmd:title><imsmd:langstring xml:lang="en-us">Reading</imsmd:langstring></imsmd:title></imsmd:general></imsmd:lom></metadata>
<organizations default="d2l_orgs"><organization identifier="d2l_org">
${item('m1', 'Module 1', `${item('t1', 'Welcome', '', 'r1')}${item('m2', 'Part A', item('t2', 'Film', '', 'r2'), 'rm2')}${item('t3', 'Discuss', '', 'r3')}<item identifier="t4" identifierref="r4" isvisible="false"><title>Hidden page</title></item>`, 'rm1')}
</organization></organizations>
<resources>
<resource identifier="rm1" type="webcontent" d2l_2p0:material_type="contentmodule" href="" title="Module 1"/>
<resource identifier="rm2" type="webcontent" d2l_2p0:material_type="contentmodule" href="" title="Part A"/>
<resource identifier="r1" type="webcontent" d2l_2p0:material_type="content" href="content/Welcome.html" title="Welcome"/>
<resource identifier="r2" type="webcontent" d2l_2p0:material_type="contentlink" href="https://example.org/film" title="The film"/>
<resource identifier="r3" type="webcontent" d2l_2p0:material_type="contentlink" href="/d2l/common/dialogs/quickLink/quickLink.d2l?ou={orgUnitId}&amp;type=discuss" title="Discuss"/>
<resource identifier="r4" type="webcontent" d2l_2p0:material_type="content" href="content\\Hidden.html" title="Hidden page"/>
<resource identifier="r5" type="webcontent" d2l_2p0:material_type="d2lquiz" href="quiz_d2l_1.xml" title="Quiz"/>
</resources></manifest>`,
  'content/Welcome.html': '<p>',
  'content/Hidden.html': '<p>',
  'quiz_d2l_1.xml': '<questestinterop><assessment title="Quiz"/></questestinterop>',
};

const described = (folder: boolean, more = '', available = true) =>
  `<CONTENT id="_1_1"><TITLE value="T"/>${more}<FLAGS><ISAVAILABLE value="${available}"/><ISFOLDER value="${folder}"/></FLAGS></CONTENT>`;

/** Blackboard: areas with one folder "--TOP--", and each item described in a file `res00001.dat`. */
const blackboard: Package = {
  'imsmanifest.xml': `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="man00001" xmlns:bb="http://www.blackboard.com/content-packaging/">
<organizations default="toc00001"><organization identifier="toc00001">
${item('itm1', 'Content', item('itm2', '--TOP--', item('itm3', 'Week 1', item('itm4', 'A page', '', 'res00004') + item('itm5', 'A link', '', 'res00005') + item('itm6', 'Not yet', '', 'res00006'), 'res00003'), 'res00002'), 'res00001')}
${item('itm7', 'Help', item('itm8', '--TOP--', item('itm9', 'How to', '', 'res00007'), 'res00008'), 'res00009')}
</organization></organizations>
<resources>
<resource bb:file="res00001.dat" bb:title="Content" identifier="res00001" type="course/x-bb-coursetoc" xml:base="res00001"/>
<resource bb:file="res00002.dat" bb:title="--TOP--" identifier="res00002" type="resource/x-bb-document"/>
<resource bb:file="res00003.dat" bb:title="Week 1" identifier="res00003" type="resource/x-bb-document"/>
<resource bb:file="res00004.dat" bb:title="A page" identifier="res00004" type="resource/x-bb-document"/>
<resource bb:file="res00005.dat" bb:title="A link" identifier="res00005" type="resource/x-bb-document"/>
<resource bb:file="res00006.dat" bb:title="Not yet" identifier="res00006" type="resource/x-bb-document"/>
<resource bb:file="res00007.dat" bb:title="How to" identifier="res00007" type="resource/x-bb-document"/>
<resource bb:file="res00008.dat" bb:title="--TOP--" identifier="res00008" type="resource/x-bb-document"/>
<resource bb:file="res00009.dat" bb:title="Help" identifier="res00009" type="course/x-bb-coursetoc"/>
<resource bb:file="res00010.dat" bb:title="Course" identifier="res00010" type="course/x-bb-coursesetting"/>
</resources></manifest>`,
  'res00001.dat':
    '<COURSETOC id="_1_1"><LABEL value="Content"/><FLAGS><ISENABLED value="true"/></FLAGS></COURSETOC>',
  'res00002.dat': described(true),
  'res00003.dat': described(true),
  'res00004.dat': described(false),
  'res00005.dat': described(
    false,
    '<CONTENTHANDLER value="resource/x-bb-externallink"/><URL value="https://example.org/link"/>',
  ),
  'res00006.dat': described(false, '', false),
  'res00007.dat': described(false),
  'res00008.dat': described(true),
  'res00009.dat': '<COURSETOC id="_2_1"><FLAGS><ISENABLED value="true"/></FLAGS></COURSETOC>',
  'res00010.dat': '<COURSE id="_3_1"><TITLE value="Reading"/></COURSE>',
  '.bb-package-info': 'cx.package.info.version=6.0',
};

/** Sakai: pages below pages, texts without a title of their own, attachments that nothing places. */
const sakai: Package = {
  'imsmanifest.xml': manifestOf({
    version: '1.3',
    organizations: organization(
      item(
        'I_1',
        '',
        item(
          'page_1',
          'Start',
          item('item_1', 'Text', '', 'res1') +
            item('page_2', 'Next', item('item_2', 'https://example.org/embed', '', 'res2')),
        ) + item('page_3', 'Empty page'),
      ),
      'page',
    ),
    resources: `${page('res1', 'attachments/item-1.html')}
<resource identifier="res2" type="imswl_xmlv1p3"><file href="attachments/item-2.xml"/></resource>
<resource identifier="res3" type="assignment_xmlv1p0" href="cc-objects/res3.xml"><file href="cc-objects/res3.xml"/></resource>`,
  }),
  'attachments/item-1.html': '<p>',
  'attachments/item-2.xml': webLink('https://example.org/embed', 'https://example.org/embed'),
  'cc-objects/res3.xml': '<assignment xmlns="x"><title>Essay</title></assignment>',
};

/** Thin cartridges: links stand in the manifest itself, and no file is beside it. */
const thin: Package = {
  'imsmanifest.xml': manifestOf({
    version: '1.3',
    schema: 'IMS Thin Common Cartridge',
    organizations: organization(
      item(
        'I_1',
        '',
        item('U1', 'Unit', item('L1', 'Open it', '', 'R1') + item('L2', 'Practice', '', 'R2')),
      ),
    ),
    resources: `<resource identifier="R1" type="imswl_xmlv1p3"><webLink xmlns="x"><title>The reading</title><url href="https://example.org/reading"/></webLink></resource>
<resource identifier="R2" type="imsbasiclti_xmlv1p3"><cartridge_basiclti_link xmlns="y" xmlns:blti="z"><blti:title>Tool</blti:title><blti:secure_launch_url>https://example.org/lti</blti:secure_launch_url></cartridge_basiclti_link></resource>`,
  }),
};

/** A folder that has a page itself, as eXeLearning writes it, in a zip of a folder with odd names. */
const folders: Package = {
  'course/imsmanifest.xml': manifestOf({
    version: '1.0',
    title: '',
    organizations: organization(
      `<title>Reading</title>${item('U1', 'Week 1', item('i1', 'One', '', 'R2') + item('f', 'Sub', item('i2', 'Two', '', 'R2'), 'R3'), 'R1')}`,
    ),
    resources: `${page('R1', 'overview.html')}${page('R2', '阅读/%D9%82%D8%B1%D8%A7%D8%A1%D8%A9.html')}${page('R3', 'sub..html')}`,
  }),
  'course/overview.html': '<p>',
  'course/阅读/قراءة.html': '<p>',
  'course/sub..html': '<p>',
  'course/line\nbreak.txt': 'x',
  'course/12:30 notes.txt': 'x',
  '__MACOSX/course/._overview.html': 'x',
};

/** Several organizations: one with other content, and one that is another way through the same. */
const organizations: Package = {
  'imsmanifest.xml': manifestOf({
    organizations:
      organization(item('U1', 'Week 1', item('i1', 'One', '', 'R1')), 'O') +
      organization(item('U2', 'Week 2', item('i2', 'Two', '', 'R2')), 'P') +
      organization(item('X1', 'By theme', item('x1', 'One', '', 'R1')), 'Q'),
    resources: page('R1', 'a.html') + page('R2', 'b.html'),
  }),
  'a.html': '<p>',
  'b.html': '<p>',
};

/** SCORM 1.2: one page shows what the parameters of an item say, and needs a style that no item places. */
const scorm: Package = {
  'imsmanifest.xml': `<?xml version="1.0"?><manifest identifier="S" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
<organizations default="O"><organization identifier="O"><title>Reading</title><item identifier="A"><title>Part 1</title>
<item identifier="i1" identifierref="R" parameters="?show=one"><title>One</title></item>
<item identifier="i2" identifierref="R" parameters="&amp;show=two"><title>Two</title></item>
<item identifier="i3" identifierref="R" parameters=""><title>All</title></item>
<item identifier="i4" identifierref="Q" parameters="#end" title="The end"/></item></organization></organizations>
<resources><resource identifier="R" type="webcontent" adlcp:scormtype="sco" href="show.html?lang=en"><file href="show.html"/><dependency identifierref="C"/></resource>
<resource identifier="Q" type="webcontent" adlcp:scormtype="asset" href="end.html"><file href="end.html"/></resource>
<resource identifier="C" type="webcontent" adlcp:scormtype="asset"><file href="style.css"/></resource></resources></manifest>`,
  'show.html': '<p>',
  'end.html': '<p>',
  'style.css': 'p {}',
};

const csmd = (label: string, guid: string) =>
  `<metadata><csmd:curriculumStandardsMetadataSet xmlns:csmd="x"><csmd:curriculumStandardsMetadata><csmd:setOfGUIDs><csmd:labelledGUID><csmd:label>${label}</csmd:label><csmd:GUID>${guid}</csmd:GUID></csmd:labelledGUID></csmd:setOfGUIDs></csmd:curriculumStandardsMetadata></csmd:curriculumStandardsMetadataSet></metadata>`;

/** Standards of items, and a page that stands for an assignment where a system knows none. */
const variants: Package = {
  'imsmanifest.xml': manifestOf({
    version: '1.3',
    organizations: organization(
      item(
        'U1',
        'Week 1',
        csmd('R.3', '4f1d2c7a-5b0e-4f7c-9a37-6d8f0b1e2a10') +
          item('i1', 'Essay', csmd('R.3.1', '0c9e4a52-7d1b-4e0f-8c6a-2b5f9d3e1a71'), 'page') +
          item('i2', 'Letter', '', 'task2'),
      ),
    ),
    resources: `<resource identifier="page" type="webcontent" href="essay.html"><cpx:variant xmlns:cpx="x" identifierref="task"/><file href="essay.html"/></resource>
<resource identifier="task" type="assignment_xmlv1p0" href="task.xml"><file href="task.xml"/></resource>
<resource identifier="page2" type="webcontent" href="letter.html"><cpx:variant xmlns:cpx="x" identifierref="task2"/><file href="letter.html"/></resource>
<resource identifier="task2" type="assignment_xmlv1p0" href="task2.xml"><file href="task2.xml"/></resource>`,
  }),
  'essay.html': '<p>',
  'letter.html': '<p>',
  'task.xml': '<assignment xmlns="x"><title>Essay</title></assignment>',
  'task2.xml': '<assignment xmlns="x"><title>Letter</title></assignment>',
};

/** All of them, with what each comes to: titles of units, each with those of its lessons. */
export const packages: readonly {
  readonly system: string;
  readonly files: Package;
  readonly outline: readonly (readonly [string, readonly string[]])[];
  readonly hidden?: readonly string[];
}[] = [
  {
    system: 'Canvas',
    files: canvas,
    outline: [
      ['Week 1', ['A page', 'A film', 'A tool', 'Answers', 'An exam elsewhere']],
      ['Week 2 (draft)', ['Another page']],
      ['Week 3, to come', []],
    ],
    hidden: ['the lesson "A tool"', 'the lesson "Answers"', 'the unit "Week 2 (draft)"'],
  },
  {
    system: 'Moodle',
    files: moodle,
    outline: [
      ['Topic 1', ['Read me', 'Indented twice', 'For teachers']],
      ['Topic 2', ['Forum']],
    ],
    hidden: ['the lesson "For teachers"'],
  },
  {
    system: 'Brightspace',
    files: brightspace,
    outline: [['Module 1', ['Welcome', 'Film', 'Discuss', 'Hidden page']]],
    hidden: ['the lesson "Hidden page"'],
  },
  {
    system: 'Blackboard',
    files: blackboard,
    outline: [
      ['Content', ['A page', 'A link', 'Not yet']],
      ['Help', ['How to']],
    ],
    hidden: ['the lesson "Not yet"'],
  },
  {
    system: 'Sakai',
    files: sakai,
    outline: [
      ['Start', ['Text', 'https://example.org/embed']],
      ['Empty page', []],
    ],
  },
  {
    system: 'a thin cartridge',
    files: thin,
    outline: [['Unit', ['Open it', 'Practice']]],
  },
  {
    system: 'folders with pages',
    files: folders,
    outline: [['Week 1', ['Week 1', 'One', 'Sub', 'Two']]],
  },
  {
    system: 'SCORM',
    files: scorm,
    outline: [['Part 1', ['One', 'Two', 'All', 'The end']]],
  },
  {
    system: 'variants and standards',
    files: variants,
    outline: [['Week 1', ['Essay', 'Letter']]],
  },
  {
    system: 'several organizations',
    files: organizations,
    outline: [
      ['Week 1', ['One']],
      ['Week 2', ['Two']],
    ],
  },
];
