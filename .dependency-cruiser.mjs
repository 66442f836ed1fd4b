// The arrows of docs/architecture.md. What is not allowed here does not build.
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from },
  to: { path: "^(src|test|tools|bench)/", pathNot: allowed },
});
const owner = (library, room) => ({
  name: `${library.replace(/\W/g, "-")}-lives-in-one-room`,
  severity: "error",
  from: { path: "^src/", pathNot: [room, "^sandbox/"] },
  to: { path: `node_modules/${library}` },
});

const ADAPTERS = ["audit-sink", "defender", "entra", "http", "metrics", "store", "traces", "transport"];
/** The one way out, for every adapter that calls something. */
const TRANSPORT = "adapters/transport/index\\.ts$";

export default {
  forbidden: [
    only("core-imports-core", "^src/core/", "^src/core/", "core is pure"),
    only("commands-import-core", "^src/commands/", "^src/(core|commands)/", "a command is a declaration"),
    only(
      "app-imports-core-and-commands",
      "^src/app/",
      "^src/(core|commands|app)/",
      "use cases know no adapter",
    ),
    ...ADAPTERS.map((room) =>
      only(
        `adapter-${room}-imports-core`,
        `^src/adapters/${room}/`,
        `^src/((core|adapters/${room})/|${TRANSPORT})`,
        "no sibling but the transport",
      ),
    ),
    only(
      "adapter-teams-imports-inwards",
      "^src/adapters/teams/",
      `^src/((core|app|commands|adapters/teams)/|${TRANSPORT})`,
      "the only adapter that may know app and commands",
    ),
    only(
      "doctor-runs-no-use-case",
      "^src/doctor/",
      "^src/((core|commands|adapters|doctor)/|[^/]+$)",
      "it looks, and changes nothing",
    ),
    only(
      "backup-knows-the-store-alone",
      "^src/backup/",
      "^src/((core|app|adapters/store|backup)/|[^/]+$)",
      "it talks to nobody",
    ),
    only("sandbox-is-the-outside-world", "^sandbox/", "^sandbox/", "it knows nothing of the bot"),
    {
      name: "nobody-imports-main",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^src/(main|doctor/main|backup/main)\\.ts$" },
    },
    {
      name: "core-is-pure",
      severity: "error",
      from: { path: "^src/(core|commands|app)/" },
      to: {
        dependencyTypes: ["npm", "npm-dev", "core"],
        pathNot: ["node_modules/(canonicalize|leven)/", "^(node:)?(crypto|net)$"],
      },
    },
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
      from: { path: "^src/", pathNot: ["^src/adapters/store/", "^sandbox/"] },
      to: { path: "^(node:)?sqlite$" },
    },
    {
      name: "calls-leave-by-the-transport",
      comment: "one rule for proxies, time-outs, redirects, and for what proves that nothing was sent",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/adapters/(transport|http)/", "^sandbox/"] },
      // Types are no calls.
      to: { path: "^(node:)?(https?|http2|tls|undici)$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-circles",
      severity: "error",
      from: { path: "^src/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    exclude: { path: "^sandbox/page/" },
  },
};
