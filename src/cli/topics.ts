/** Topics of the help that belong to no single command: `timeback-catalog help TOPIC`. */
export const topics: Readonly<Record<string, { readonly summary: string; readonly text: string }>> =
  {
    nodes: {
      summary: 'how to name a course, unit, lesson or resource',
      text: `Name a node by

  its title         "Finding the main idea"
  its id            9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10
  its address       lesson/9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10

Commands that only read also take a part of the title, the first characters of the id (four or
more) and a course code. A kind can stand before each: lesson/"main idea".

If a name fits several nodes, a terminal offers them as a list to choose from. Elsewhere the
command ends with 64 and lists them.

Examples:
  $ timeback-catalog show "main idea"
  $ timeback-catalog tree MSR
  $ timeback-catalog retire "Finding the main idea" --reason "merged into Main ideas"`,
    },
    environment: {
      summary: 'environment variables',
      text: `Credentials, unless the config names other variables for an environment:

  TIMEBACK_CLIENT_ID          client id of the platform
  TIMEBACK_CLIENT_SECRET      client secret of the platform

Output:

  TIMEBACK_CATALOG_PROGRESS   auto, lines or none; the same as --progress
  PAGER                       program that shows a plan longer than the terminal; empty: none
  NO_COLOR, FORCE_COLOR       no colour; colour in pipes as well
  LC_ALL, LC_CTYPE, LANG      ASCII symbols if they do not name UTF-8

Where it runs:

  CI                          a pipeline: plan and apply need --env NAME
  HTTPS_PROXY, NO_PROXY       proxy for requests
  TIMEBACK_APP_ID             the application that rehearse names in its events
  TIMEBACK_CATALOG_CACHE      folder of the cache`,
    },
    exit: {
      summary: 'exit codes and what to do',
      text: `  0    done
  1    an error in the config, the manifests or the answer of the platform
  2    there are changes (plan --detailed-exitcode only)
  3    the credentials are missing or rejected
  4    partly applied: the output says how to finish
  5    refused: an id, a limit or a retirement needs your decision
  6    the plan is stale: make a new one
  64   the command line is wrong
  130  interrupted by Ctrl-C

timeback-catalog explain CODE explains a problem, for example
timeback-catalog explain identity/vanished.`,
    },
  };
