import regexp from "eslint-plugin-regexp";
import tseslint from "typescript-eslint";

/** What both keep from being checked: the type that a value has, and the one that it is said to have. */
const TWO_CASTS = {
  selector: "TSAsExpression > TSAsExpression > TSUnknownKeyword",
  message:
    "Say what it is, or look (a type guard, a schema); tests have support/card-data.ts and support/partial.ts.",
};
const HIDDEN_STATE = {
  selector:
    "Program > VariableDeclaration[kind='let'], Program > ExportNamedDeclaration > VariableDeclaration[kind='let']",
  message: "State belongs to an object that is handed on: a module has none of its own.",
};

/** `approvals.length`, `verdict.approvals` and the like. */
const APPROVALS =
  ":matches(Identifier[name='approvals'], MemberExpression[property.name='approvals'], MemberExpression[property.name='length'][object.name='approvals'], MemberExpression[property.name='length'][object.property.name='approvals'])";
const COUNTED_APPROVALS = [
  `BinaryExpression[operator=/^[<>]=?$/] > ${APPROVALS}`,
  `BinaryExpression[operator=/^[!=]==$/][right.raw=/^\\d/] > ${APPROVALS}`,
].map((selector) => ({
  selector,
  message: "How many have to approve, and whether they have, is asked of policy/approvals.ts.",
}));
const HAND_MADE_PLURAL = {
  selector: "ConditionalExpression > BinaryExpression[operator='==='][right.value=1]",
  message: "Other languages have other plurals: locale.plural, locale.count.",
};
const EVERYWHERE = [
  {
    selector: "ThrowStatement > NewExpression[callee.name='Error']",
    message: "Throw a UserError or a Fault (shared/errors.ts), never a bare Error.",
  },
  { selector: "ExportDefaultDeclaration", message: "Named exports only." },
  { selector: "TSEnumDeclaration", message: "Unions rather than enums." },
  {
    selector: "CallExpression[callee.property.name='getBuiltinModule']",
    message: "The arrows between rooms are read off the imports.",
  },
  TWO_CASTS,
  HIDDEN_STATE,
];

/** What oxlint (.oxlintrc.json) has no rules for; it looks after types and everything that is known by type. */
export default tseslint.config(
  { ignores: ["node_modules", "build", "data", "**/*.mjs"] },
  // Its comments are read elsewhere.
  { linterOptions: { reportUnusedDisableDirectives: "off" } },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.base],
    rules: { "no-restricted-syntax": ["error", ...EVERYWHERE] },
  },
  {
    // Every pattern takes time in proportion to the text's length, wherever in it an attempt begins (a sticky one begins
    // in one place only).
    files: ["src/**"],
    plugins: { regexp },
    rules: {
      "regexp/no-super-linear-backtracking": ["error", { report: "potential" }],
      "regexp/no-super-linear-move": [
        "error",
        { report: "potential", ignorePartial: false, ignoreSticky: true },
      ],
    },
  },
  {
    files: ["src/**"],
    ignores: ["src/policy/**", "src/texts/**"],
    rules: { "no-restricted-syntax": ["error", ...EVERYWHERE, ...COUNTED_APPROVALS] },
  },
  {
    files: ["src/texts/*/**"],
    rules: { "no-restricted-syntax": ["error", ...EVERYWHERE, HAND_MADE_PLURAL] },
  },
  {
    files: ["src/*/**"],
    // `within` is how the others bound their work.
    ignores: ["src/adapters/**", "src/backup/**", "src/config/**", "src/doctor/**", "src/shared/within.ts"],
    rules: {
      "no-restricted-globals": ["error", "process", "fetch", "setTimeout", "setInterval"],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "Time comes from the Clock port." },
        { object: "Math", property: "random", message: "Ids come from the Ids port." },
      ],
    },
  },
  {
    // Node's own fetch knows another proxy, other time-outs, and no word on whether a request had begun.
    files: ["src/*.ts", "src/adapters/**", "src/doctor/**"],
    rules: { "no-restricted-globals": ["error", { name: "fetch", message: "Call by adapters/transport." }] },
  },
  {
    files: ["test/**", "tools/**", "bench/**", "sandbox/**", "*.config.ts"],
    rules: {
      "no-restricted-syntax": ["error", TWO_CASTS],
    },
  },
  // `export default`, a library of two versions, and what an import would load besides.
  {
    files: ["*.config.ts", "bench/echo.ts", "src/adapters/transport/node-http.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
);
