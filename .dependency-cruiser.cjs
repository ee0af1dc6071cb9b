/**
 * The arrows between rooms, as docs/architecture.md draws them: a room may use what stands below it, and of its own
 * row only what is named. A room that is not named here may be used by nobody and may use nothing.
 */
const foundation = ['config', 'database', 'cache', 'http'];
const gate = ['live', 'audit', 'auth'];
const fleet = [...foundation, ...gate, 'jobs', 'inventory'];

const serverRooms = {
  config: [],
  database: foundation,
  cache: foundation,
  http: foundation,
  live: [...foundation, ...gate],
  audit: [...foundation, ...gate],
  auth: [...foundation, ...gate],
  jobs: [...foundation, ...gate],
  inventory: [...foundation, ...gate, 'jobs'],
  groups: fleet,
  // It opens sockets and answers; what it knows of the program are its settings and how to refuse.
  probing: ['config', 'http/domain-error'],
  health: [...fleet, 'groups', 'probing', 'credentials'],
  validation: [...fleet, 'groups', 'probing'],
  credentials: [...fleet, 'groups', 'probing'],
  handover: [...fleet, 'groups', 'probing', 'health', 'validation', 'credentials'],
  // A client of the API like any other: it shares how settings are read, nothing of the inside.
  simulation: ['config'],
  // How the program starts and ends; what it runs is the app's, which hears of the end.
  process: ['config', 'http/ending'],
};

const pages = ['validation', 'audit', 'settings'];
/** Pages of what is said of many servers: they ask for them, and change them together. */
const manyServers = ['tags', 'templates', 'groups'];

const webRooms = {
  // Small parts that know how a refusal reads, and nothing of servers.
  ui: ['api/problem'],
  api: [],
  // Which moment the pages show, and the way there.
  past: ['api', 'ui'],
  server: ['api', 'ui', 'past'],
  // The search language as the console reads it: words, terms, completion. No component of servers.
  search: ['api', 'ui'],
  // Ways to look at a page that somebody gave a name.
  views: ['api', 'ui'],
  // Doing things to many servers: sheets, what became of each, jobs, undo.
  bulk: ['api', 'ui', 'server'],
  fleet: ['api', 'ui', 'past', 'search', 'server', 'bulk'],
  changes: ['api', 'ui', 'server', 'bulk'],
  transfer: ['api', 'ui', 'bulk'],
  // What was found becomes servers, and that can be taken back.
  discovery: ['api', 'ui', 'server', 'bulk'],
  // Keys log in to many servers: who they are is asked for, and what takes long is watched.
  credentials: ['api', 'ui', 'search', 'server', 'bulk'],
  'host-keys': ['api', 'ui', 'search', 'server', 'bulk', 'credentials'],
  authorities: ['api', 'ui', 'server', 'bulk', 'credentials'],
  ...Object.fromEntries(pages.map((page) => [page, ['api', 'ui', 'server']])),
  ...Object.fromEntries(manyServers.map((page) => [page, ['api', 'ui', 'search', 'server', 'bulk']])),
  // The frame around the pages: its palette and its chords lead into them.
  shell: [
    'api',
    'ui',
    'past',
    'search',
    'views',
    'server',
    'bulk',
    'fleet',
    'changes',
    'transfer',
    'discovery',
    'credentials',
    'host-keys',
    'authorities',
    ...pages,
    ...manyServers,
  ],
};

/** Every arrow out of a room that is not drawn. Files beside the rooms (main, app module, routes) stand above all. */
const arrowsOf = (base, rooms) => [
  ...Object.entries(rooms).map(([room, below]) => ({
    name: `${base}: ${room} uses only ${below.join(', ') || 'itself'}`,
    severity: 'error',
    from: { path: `^${base}/${room}/` },
    to: { path: `^${base}/`, pathNot: [room, ...below].map((each) => `^${base}/${each}[/.]`) },
  })),
  {
    name: `${base}: every room is drawn`,
    severity: 'error',
    from: {},
    to: { path: `^${base}/[^/]+/`, pathNot: Object.keys(rooms).map((room) => `^${base}/${room}/`) },
  },
];

module.exports = {
  forbidden: [
    {
      name: 'no cycle',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing is imported that is not there',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'nothing is imported that no package.json names',
      severity: 'error',
      from: { path: '^(server|web)/src', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'what is built does not use what only tests have',
      severity: 'error',
      from: { path: '^(server|web)/src', pathNot: ['\\.spec\\.ts$', '^web/src/test/'] },
      to: { path: '\\.spec\\.ts$|^web/src/test/|^server/test/' },
    },
    ...arrowsOf('server/src', serverRooms),
    ...arrowsOf('web/src/app', webRooms),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    // Per file: the server's and the console's settings resolve the same imports.
    tsConfig: { fileName: 'server/tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
