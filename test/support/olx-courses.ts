/** Courses of Open edX in the forms that its export and the repositories of authors have. */
type Files = Readonly<Record<string, string>>;

/** An export of Studio: each block in a file of its own, and the policy of the run. */
export const studio: Files = {
  'course/course.xml': '<course url_name="2024_T1" org="O" course="C1"/>',
  'course/course/2024_T1.xml':
    '<course display_name="Old title"><chapter url_name="a1"/><chapter url_name="a2"/><wiki slug="O.C1"/></course>',
  'course/chapter/a1.xml':
    '<chapter display_name="Week 1"><sequential url_name="s1"/><sequential url_name="s2"/></chapter>',
  'course/chapter/a2.xml':
    '<chapter display_name="For staff" visible_to_staff_only="true"><sequential url_name="s3"/></chapter>',
  'course/sequential/s1.xml':
    '<sequential display_name="One"><vertical url_name="v1"/><vertical url_name="v2"/></sequential>',
  'course/sequential/s2.xml': '<sequential/>',
  'course/sequential/s3.xml': '<sequential display_name="Key"/>',
  'course/sequential/lost.xml': '<sequential display_name="Lost"/>',
  'course/vertical/v1.xml': '<vertical display_name="V"><html url_name="h1"/></vertical>',
  'course/vertical/v2.xml': '<vertical/>',
  'course/html/h1.xml': '<html filename="h1"/>',
  'course/html/h1.html': '<p>',
  'course/drafts/vertical/v9.xml': '<vertical/>',
  'course/about/overview.html': '<p>',
  'course/policies/2024_T1/policy.json': JSON.stringify({
    'course/2024_T1': { display_name: 'Title of the policy', advertised_start: null },
    'sequential/s1': { display_name: 'One of the policy', hide_from_toc: true },
  }),
  'course/policies/2024_T1/grading_policy.json': '{}',
  'course/policies/assets.json': '{}',
};

/** A course of 2012: everything in one file, names of then, sections and sequences of other kinds. */
export const early: Files = {
  'course.xml': `<course org="MITx" course="6.002x" slug="2012_Fall" name="Circuits">
  <chapter name="Week 1" slug="w1">
    <section name="Wrapped" format="Lab"><sequential slug="in_section"><html/></sequential></section>
    <videosequence name="Films" slug="f1"><video/></videosequence>
    <problemset name="Problems" slug="p1"/>
    <vertical slug="no_title_here"><problem/></vertical>
    <html slug="intro"/>
  </chapter>
  <chapter url_name="w2" filename="second"/>
  <chapter url_name="nothing_is_said"/>
  <sequential slug="loose" name="Loose"/>
</course>`,
  'chapter/second.xml':
    '<chapter display_name="&quot;Week &#8220;2&#8221;&quot;"><sequential url_name="m:s1"/></chapter>',
  'chapter/nothing_is_said.xml': '<chapter><meta>{"display_name":"Said in meta"}</meta></chapter>',
  'sequential/m/s1.xml': '<sequential/>',
  'roots/2013.xml': '<course/>',
  'policies/2012_Fall.json': JSON.stringify({ 'chapter/w1': { name: 'Week 1 of the policy' } }),
};

/** An archive of a repository with two courses, each in a folder, one of which runs as "course". */
export const repository: Files = {
  'courses-main/README.md': 'x',
  'courses-main/biology/course.xml': '<course url_name="course" org="O" course="B"/>',
  'courses-main/biology/course/course.xml':
    '<course display_name="Biology"><chapter url_name="c"/></course>',
  'courses-main/biology/chapter/c.xml':
    '<chapter display_name="Week 1"><sequential url_name="s" display_name="One"/></chapter>',
  'courses-main/chem/course/course.xml': '<course url_name="r" org="O" course="C"/>',
  'courses-main/chem/course/course/r.xml':
    '<course display_name="Chemistry"><chapter url_name="c" display_name="Week 1"/></course>',
  'courses-main/chem/course/chapter/c.xml':
    '<chapter><sequential url_name="s" display_name="One"/></chapter>',
};
