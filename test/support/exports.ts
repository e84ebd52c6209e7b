import { gzipSync, strToU8, type Zippable, zipSync } from 'fflate';

/** Course exports of other systems, made in the tests. */
export function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(files).map(([path, text]) => [path, strToU8(text)] as const);
  // The same bytes whenever it is made.
  const mtime = new Date(2026, 0, 1);
  return zipSync(Object.fromEntries(entries) satisfies Zippable, { mtime });
}

export interface TarEntry {
  readonly name: string;
  readonly text?: string;
  readonly type?: string;
}

export function tarGzOf(entries: readonly TarEntry[]): Uint8Array {
  const blocks = entries.flatMap(({ name, text = '', type = '0' }) => {
    const content = strToU8(text);
    const header = new Uint8Array(512);
    header.set(strToU8(name).subarray(0, 100), 0);
    header.set(strToU8(`${content.length.toString(8).padStart(11, '0')}\0`), 124);
    header.set(strToU8('        '), 148);
    header.set(strToU8(type), 156);
    header.set(strToU8('ustar\0'), 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.set(strToU8(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
    const padded = new Uint8Array(Math.ceil(content.length / 512) * 512);
    padded.set(content);
    return [header, padded];
  });
  const all = [...blocks, new Uint8Array(1024)];
  const tar = new Uint8Array(all.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const one of all) {
    tar.set(one, at);
    at += one.length;
  }
  // The same bytes whenever it is made.
  return gzipSync(tar, { mtime: new Date(2026, 0, 1) });
}

/** A manifest of a Common Cartridge around items and resources. */
export function cartridgeManifest(
  items: string,
  resources: string,
  { identifier = 'cart-1', version = '1.3.0' } = {},
): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="${identifier}" xmlns="http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1" xmlns:lomimscc="http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest">
  <metadata>
    <schema>IMS Common Cartridge</schema><schemaversion>${version}</schemaversion>
    <lomimscc:lom><lomimscc:general><lomimscc:title><lomimscc:string>Reading &amp; more</lomimscc:string></lomimscc:title></lomimscc:general></lomimscc:lom>
  </metadata>
  <organizations><organization identifier="org_1" structure="rooted-hierarchy"><item identifier="LearningModules">${items}</item></organization></organizations>
  <resources>${resources}</resources>
</manifest>`;
}

export const cartridge: Readonly<Record<string, string>> = {
  'imsmanifest.xml': cartridgeManifest(
    `<item identifier="m1"><title>Main ideas</title>
       <item identifier="i1" identifierref="r1"><title>A page</title></item>
       <item identifier="sub"><title>Extra</title><item identifier="i2" identifierref="r2"><title>A link</title></item></item>
       <item identifier="i3"><title>Only a heading</title></item>
     </item>
     <item identifier="m2"><title>Stories</title><item identifier="i4" identifierref="r3"><title>A quiz</title></item><item identifier="i5" identifierref="r4"><title>A tool</title></item></item>`,
    `<resource identifier="r1" type="webcontent" href="wiki/page.html"><file href="wiki/page.html"/></resource>
     <resource identifier="r2" type="imswl_xmlv1p3"><file href="r2.xml"/></resource>
     <resource identifier="r3" type="imsqti_xmlv1p2/imscc_xmlv1p3/assessment"><file href="r3/assessment.xml"/></resource>
     <resource identifier="r4" type="imsbasiclti_xmlv1p3"><file href="r4.xml"/></resource>
     <resource identifier="r5" type="imsdt_xmlv1p3"><file href="r5.xml"/></resource>`,
  ),
  'wiki/page.html': '<html>&nbsp;</html>',
  'r2.xml':
    '<webLink xmlns="http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3"><title>Far away</title><url href="https://example.org/a?b=1&amp;c=2" target="_blank"/></webLink>',
  'r3/assessment.xml': '<questestinterop/>',
  'r4.xml':
    '<cartridge_basiclti_link xmlns:blti="x"><blti:title>Tool</blti:title><blti:launch_url>http://example.org/lti</blti:launch_url></cartridge_basiclti_link>',
};

export const olx: Readonly<Record<string, string>> = {
  'course/course.xml': '<course url_name="2026" org="Org" course="R1"/>',
  'course/course/2026.xml':
    '<course display_name="Reading"><chapter url_name="ch1"/><chapter url_name="gone"/><wiki slug="x"/></course>',
  'course/chapter/ch1.xml':
    '<chapter display_name="Main ideas"><sequential url_name="s1"/><sequential url_name="s2" display_name="Inline"><vertical/></sequential></chapter>',
  'course/sequential/s1.xml':
    '<sequential display_name="Finding the main idea"><vertical url_name="v1"/><vertical url_name="v2"/></sequential>',
  'course/vertical/v1.xml': '<vertical display_name="A"><html url_name="h"/></vertical>',
  'course/html/h.html': '<p>unclosed & odd',
  'course/policies/2026/policy.json': '{}',
};
