/** What a new course is called. */
export interface NewCourse {
  readonly title: string;
  readonly courseCode?: string;
}

/** A config that names no platform yet, so that the emulator serves. */
export function newConfig(org: string): string {
  return `# yaml-language-server: $schema=schemas/config.schema.json
# Where the manifests are and where they are published. Committed: never put a secret here.
catalog: catalog/**/*.yaml
org: ${JSON.stringify(org)} # of every course that names none

# The environment "local" (the emulator inside this tool) and "production" (the documented address of
# the Partner API, credentials from TIMEBACK_CLIENT_ID and TIMEBACK_CLIENT_SECRET) are known already.
# environments:
#   production:
#     baseUrl: https://api.alpha-1edtech.ai
#     org: the-org-you-were-told
`;
}

/** A course with one unit and one lesson, ids minted. JSON strings are YAML strings. */
export function courseManifest({ title, courseCode }: NewCourse, uuid: () => string): string {
  const code = courseCode === undefined ? '' : `courseCode: ${JSON.stringify(courseCode)}\n`;
  return `# yaml-language-server: $schema=../schemas/course.schema.json
# A sourcedId stays for ever once it is published: change titles and order, never an id.
# Leave out the sourcedId of a new node and run: timeback-catalog fmt
kind: course
sourcedId: ${uuid()}
title: ${JSON.stringify(title)}
${code}units:
  - sourcedId: ${uuid()}
    title: First unit
    lessons:
      - sourcedId: ${uuid()}
        title: First lesson
`;
}
