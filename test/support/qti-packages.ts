import { manifestOf } from './systems.ts';

/** Small packages of QTI in the forms of its versions. */
type Package = Readonly<Record<string, string>>;

const standards = `<metadata><csm:curriculumStandardsMetadataSet xmlns:csm="x"><csm:curriculumStandardsMetadata><csm:setOfGUIDs>
<csm:labelledGUID><csm:label>R.3.1</csm:label><csm:GUID>0c9e4a52-7d1b-4e0f-8c6a-2b5f9d3e1a71</csm:GUID></csm:labelledGUID>
<csm:labelledGUID><csm:label>R.3.2</csm:label></csm:labelledGUID></csm:setOfGUIDs></csm:curriculumStandardsMetadata></csm:curriculumStandardsMetadataSet></metadata>`;

/** QTI 2.2: a test names items, one by way of a section in a file of its own; one stands in no test. */
export const qti2: Package = {
  'imsmanifest.xml': manifestOf({
    title: '',
    organizations: '',
    resources: `<resource identifier="t" type="imsqti_test_xmlv2p2" href="tests/test.xml"><file href="tests/test.xml"/><dependency identifierref="i1"/></resource>
<resource identifier="s" type="imsqti_section_xmlv2p2" href="tests/section.xml"><file href="tests/section.xml"/></resource>
<resource identifier="i2" type="imsqti_item_xmlv2p2" href="items/two.xml"><file href="items/two.xml"/><file href="items/two.png"/></resource>
<resource identifier="i1" type="imsqti_item_xmlv2p2" href="items/one.xml">${standards}<file href="items/one.xml"/></resource>
<resource identifier="i3" type="imsqti_item_xmlv2p2" href="items/three.xml"><file href="items/three.xml"/></resource>`,
  }),
  'tests/test.xml':
    '<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="TEST-1" title="Final test"><testPart identifier="p"><assessmentSection identifier="a" title="A"><assessmentItemRef identifier="r1" href="../items/one.xml"/></assessmentSection><assessmentSectionRef identifier="b" href="section.xml"/></testPart></assessmentTest>',
  'tests/section.xml':
    '<assessmentSection identifier="b" title="B"><assessmentItemRef identifier="r2" href="../items/two.xml"/></assessmentSection>',
  'items/one.xml':
    '<assessmentItem identifier="ITEM-1" title="Main idea"><itemBody/></assessmentItem>',
  'items/two.xml': '<assessmentItem identifier="ITEM-2" title="Details"/>',
  'items/two.png': 'png',
  'items/three.xml': '<assessmentItem identifier="ITEM-3" title="In no test"/>',
};

/** QTI 3: other names, and an organization that says which lesson the test belongs to. */
export const qti3: Package = {
  'imsmanifest.xml': manifestOf({
    organizations:
      '<organization identifier="o"><item identifier="u"><title>Unit</title><item identifier="l" identifierref="t"><title>Lesson with a test</title></item></item></organization>',
    resources: `<resource identifier="t" type="imsqti_test_xmlv3p0" href="test.xml"><file href="test.xml"/></resource>
<resource identifier="i1" type="imsqti_item_xmlv3p0" href="one.xml"><file href="one.xml"/></resource>`,
  }),
  'test.xml':
    '<qti-assessment-test identifier="T3" title="Test of QTI 3"><qti-test-part identifier="p"><qti-assessment-section identifier="s" title="S"><qti-assessment-item-ref identifier="r" href="one.xml"/></qti-assessment-section></qti-test-part></qti-assessment-test>',
  'one.xml': '<qti-assessment-item identifier="I3" title="Item of QTI 3"/>',
};

/** Items alone, as banks of them are exchanged. */
export const itemsAlone: Package = {
  'imsmanifest.xml': manifestOf({
    title: 'Item bank',
    organizations: '',
    resources: `<resource identifier="i1" type="imsqti_item_xmlv2p1" href="one.xml"><file href="one.xml"/></resource>
<resource identifier="i2" type="imsqti_item_xmlv2p1" href="two.xml"><file href="two.xml"/></resource>`,
  }),
  'one.xml': '<assessmentItem identifier="A" title="One"/>',
  'two.xml': '<!DOCTYPE x><assessmentItem identifier="B" title="Two"/>',
};
