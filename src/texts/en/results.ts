import type { Locale } from "../locale.ts";

/** What was fetched from a device: what `package` and `output` show, that it is ready, and who gets it. */
export const results = {
  resultReady: ({ what, target }: { what: string; target: string }) => `${what}: ${target}`,
  resultFor: ({ upn, id }: { upn: string; id: string }) =>
    `Only ${upn}, who asked for it (request ${id}), can fetch it: I answer in their 1:1 chat.`,

  fromDevice: ({ name, path, id }: { name: string; path: string; id: string }) =>
    `From ${name}: ${path} (request ${id}). It may be harmful: open it where nothing can happen.`,
  ofScript: ({ script, name, id, code }: { script: string; name: string; id: string; code: number | null }) =>
    `Output of ${script} on ${name} (request ${id})${code === null ? "" : `, exit code ${code}`}.`,

  noPackage: ({ id }: { id: string }) =>
    `There is no investigation package ${id} that you asked for. Only who asked for one gets its link.`,
  packageNotReady: ({ id, state }: { id: string; state: string }) =>
    `The package of request ${id} is not there: the request is ${state}.`,
  packageOf: ({ name }: { name: string }) => `Investigation package of ${name}`,
  packageHint: ({ until }: { until: number | null }, locale: Locale) =>
    `${until === null ? "The link works for a short time" : `The link works until ${locale.time(until)}`}. It opens the package for whoever has it: please don't pass it on. Ask again for a new one.`,

  noOutput: ({ id }: { id: string }) =>
    `There is no script or file request ${id} of yours. Only who asked for one gets what it brings.`,
  outputNotReady: ({ id, state }: { id: string; state: string }) =>
    `Request ${id} has brought nothing: it is ${state}.`,
  outputOf: ({ name }: { name: string }) => `From ${name}`,
  outputHint: ({ name, id }: { name: string; id: string }) =>
    `"${name}" is on offer to you below: accept it to have it in your OneDrive. Type output ${id} to get it again.`,
};
