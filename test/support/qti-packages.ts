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

const first = (title: string) =>
  `<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><assessment ident="a" title="${title}"><section ident="s"><item ident="i" title="One"/></section></assessment></questestinterop>`;
const bank =
  '<questestinterop><objectbank ident="b"><item ident="i" title="One"/></objectbank></questestinterop>';

/** QTI 1.2 as Canvas exports its tests: each has its settings beside it, and around nothing stands an item. */
export const firstOfCanvas: Package = {
  'imsmanifest.xml': manifestOf({
    title: 'Tests of the course',
    organizations:
      '<organization identifier="o"><item identifier="LearningModules"/></organization>',
    resources: `<resource identifier="g1" type="imsqti_xmlv1p2"><file href="g1/g1.xml"/><dependency identifierref="g1m"/></resource>
<resource identifier="g1m" type="associatedcontent/imscc_xmlv1p1/learning-application-resource" href="g1/assessment_meta.xml"><file href="g1/assessment_meta.xml"/></resource>
<resource identifier="g2" type="imsqti_xmlv1p2"><file href="g2/g2.xml"/></resource>
<resource identifier="g3" type="imsqti_xmlv1p2/imscc_xmlv1p1/question-bank"><file href="g3.xml"/></resource>`,
  }),
  'g1/g1.xml': first('Rivers'),
  'g1/assessment_meta.xml': '<quiz><title>Rivers</title></quiz>',
  'g2/g2.xml': first('Lakes'),
  'g3.xml': bank,
};

/** A test of Blackboard, described in a file, and without a title of the package. */
export const firstOfBlackboard: Package = {
  'imsmanifest.xml': `<manifest identifier="man00001" xmlns:bb="http://www.blackboard.com/content-packaging/"><organizations default="toc00001"><organization identifier="toc00001"/></organizations><resources>
<resource bb:file="res00001.dat" bb:title="Seas" identifier="res00001" type="assessment/x-bb-qti-test" xml:base="res00001"/>
<resource bb:file="res00002.dat" bb:title="Questions" identifier="res00002" type="assessment/x-bb-qti-pool" xml:base="res00002"/></resources></manifest>`,
  'res00001.dat': first('Seas'),
  'res00002.dat': bank,
};

/** Banks of QTI 1 alone. */
export const banksAlone: Package = {
  'imsmanifest.xml': manifestOf({
    title: 'Banks',
    organizations: '',
    resources: `<resource identifier="b1" type="imsqti_xmlv1p2/imscc_xmlv1p1/question-bank"><file href="b1.xml"/></resource>`,
  }),
  'b1.xml': bank,
};
