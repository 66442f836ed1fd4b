// The arrows of docs/architecture.md. What is not allowed here does not build.
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from },
  to: { path: "^(src|sandbox|test|tools|bench)/", pathNot: allowed },
});
const owner = (library, room) => ({
  name: `${library.replace(/\W/g, "-")}-lives-in-one-room`,
  severity: "error",
  from: { path: "^src/", pathNot: [room] },
  to: { path: `node_modules/${library}` },
});

const pure = (name, rooms, libraries) => ({
  name,
  comment: "clocks, networks and disks are behind ports",
  severity: "error",
  from: { path: `^src/${anyOf(rooms)}/` },
  to: {
    dependencyTypes: ["npm", "npm-dev", "core"],
    pathNot: [`node_modules/${anyOf(libraries)}/`, "^(node:)?(crypto|net)$"],
  },
});

/** The rooms of src/, from the lowest up. Each imports itself and what is below it, never a neighbour on its level. */
const LEVELS = [
  ["texts"],
  ["shared"],
  ["defender"],
  ["identity", "policy", "grammar", "messaging"],
  ["subscriptions", "files"],
  ["alerts", "audit"],
  ["requests"],
  ["commands"],
  ["bot"],
];
const ROOMS = LEVELS.flat();
const below = (level) => LEVELS.slice(0, level).flat();
/**
 * The parts of `requests`, and those that each may know beside itself and what lies between them: `machine` decides on what
 * it is handed, `facts` are what was found out, and what people do (`open`, `click`) and time does (`execute`) is on top.
 */
const PARTS = {
  machine: [],
  facts: ["machine"],
  card: ["machine", "facts"],
  contain: ["machine", "facts"],
  transition: ["machine", "facts"],
  open: ["machine", "facts", "contain", "transition"],
  click: ["machine", "facts", "card", "transition"],
  execute: ["machine", "facts", "transition"],
};
/** Adapters, and the rooms that each may know besides everything below `bot`. */
const ADAPTERS = {
  "audit-sink": [],
  defender: [],
  entra: [],
  files: [],
  http: [],
  metrics: ["bot"],
  node: [],
  "policy-file": [],
  store: ["bot"],
  teams: ["bot"],
  traces: [],
  transport: [],
};
/** The one way out, for every adapter that calls something. */
const TRANSPORT = "adapters/transport/index\\.ts$";
/** The files of one kind of database. */
const DATABASES = "^src/adapters/store/(sqlite|postgres)(-site)?\\.ts$";
const anyOf = (names) => `(${names.join("|")})`;

export default {
  forbidden: [
    ...LEVELS.flatMap((rooms, level) =>
      rooms.map((room) =>
        only(
          `${room}-imports-downwards`,
          `^src/${room}/`,
          `^src/${anyOf([room, ...below(level)])}/`,
          "arrows go down",
        ),
      ),
    ),
    ...Object.entries(PARTS).map(([part, others]) => ({
      name: `requests-${part}-imports-downwards`,
      comment: "a change goes one way through its room",
      severity: "error",
      from: { path: `^src/requests/${part}/` },
      to: {
        path: "^src/requests/",
        pathNot: [
          `^src/requests/${anyOf([part, ...others])}/`,
          ...(part === "machine" ? [] : ["^src/requests/[^/]+\\.ts$"]),
        ],
      },
    })),
    ...Object.entries(ADAPTERS).map(([room, more]) =>
      only(
        `adapter-${room}-imports-inwards`,
        `^src/adapters/${room}/`,
        `^src/(${anyOf([...ROOMS.filter((one) => one !== "bot"), ...more, `adapters/${room}`])}/|${TRANSPORT})`,
        "no sibling but the transport",
      ),
    ),
    only(
      "config-knows-no-use-case",
      "^src/config/",
      `^src/${anyOf(["config", "texts", "shared", "policy", "adapters"])}/`,
      "it reads, and does nothing",
    ),
    only(
      "doctor-runs-no-use-case",
      "^src/doctor/",
      `^src/${anyOf(["doctor", "config", "adapters", ...ROOMS.filter((one) => one !== "bot")])}/`,
      "it looks, and changes nothing",
    ),
    only(
      "backup-knows-the-store-alone",
      "^src/backup/",
      `^src/${anyOf(["backup", "adapters/store", "adapters/node", ...ROOMS])}/`,
      "it talks to nobody",
    ),
    only("sandbox-is-the-outside-world", "^sandbox/", "^sandbox/", "it knows nothing of the bot"),
    only("the-bot-knows-no-sandbox", "^src/", "^src/", "nor a test, nor a tool"),
    {
      name: "nobody-imports-main",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^src/(main|doctor/main|backup/main)\\.ts$" },
    },
    pure(
      "rooms-are-pure",
      ROOMS.filter((room) => room !== "policy"),
      ["canonicalize", "fflate", "leven"],
    ),
    // Its table of keys has the schema of each.
    pure("policy-is-pure", ["policy"], ["zod"]),
    owner("botbuilder", "^src/adapters/teams/"),
    owner("botframework", "^src/adapters/teams/"),
    owner("restify", "^src/adapters/http/"),
    owner("@azure/msal-node", "^src/adapters/entra/"),
    owner("@opentelemetry/", "^src/adapters/traces/"),
    owner("kysely", "^src/adapters/store/"),
    owner("pg/", "^src/adapters/store/"),
    {
      name: "sqlite-lives-in-one-room",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/adapters/store/"] },
      to: { path: "^(node:)?sqlite$" },
    },
    {
      name: "one-place-chooses-the-database",
      comment:
        "what differs between databases is behind Engine and Site; who asks which one it is, is found by nobody",
      severity: "error",
      from: { path: "^src/", pathNot: [DATABASES, "^src/adapters/store/site-of\\.ts$"] },
      to: { path: DATABASES },
    },
    {
      name: "calls-leave-by-the-transport",
      comment: "one rule for proxies, time-outs, redirects, and for what proves that nothing was sent",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/adapters/(transport|http)/"] },
      // Types are no calls.
      to: { path: "^(node:)?(https?|http2|tls|undici)$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-circles",
      severity: "error",
      comment: "of types neither",
      from: { path: "^(src|sandbox)/" },
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    exclude: { path: "^sandbox/page/" },
  },
};
