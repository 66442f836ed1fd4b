import { join } from "node:path";
import { ESLint } from "eslint";
import ts from "typescript";

/**
 * Types and lint in one go: most rules ask for types, and the compiler finds each type once for both. By themselves,
 * `tsc` and `eslint .` say the same.
 */

const ROOT = join(import.meta.dirname, "..");
/** The page runs in a browser, and has types of its own. */
const CONFIGS = ["tsconfig.json", "sandbox/page/tsconfig.json"];

const names: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => ROOT,
  getNewLine: () => "\n",
};

function programOf(config: string): ts.Program {
  const parsed = ts.getParsedCommandLineOfConfigFile(join(ROOT, config), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (problem) => {
      throw new Error(ts.formatDiagnostic(problem, names));
    },
  });
  if (parsed === undefined) throw new Error(`no ${config}`);
  const { fileNames: rootNames, options, errors } = parsed;
  // The rules go from a node to its parents.
  const host = ts.createCompilerHost(options, true);
  return ts.createProgram({ rootNames, options, configFileParsingDiagnostics: errors, host });
}

async function lint(programs: readonly ts.Program[]): Promise<string> {
  const eslint = new ESLint({
    cwd: ROOT,
    overrideConfig: { languageOptions: { parserOptions: { projectService: false, programs } } },
  });
  const results = await eslint.lintFiles(["."]);
  return (await eslint.loadFormatter("stylish")).format(results);
}

const programs = CONFIGS.map(programOf);
const problems = programs.flatMap((program) => ts.getPreEmitDiagnostics(program));
const said = [ts.formatDiagnostics(problems, names), await lint(programs)].join("\n").trim();
if (said !== "") console.log(said);
process.exitCode = said === "" ? 0 : 1;
