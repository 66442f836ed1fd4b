/** The scripts of the tenant's live response library, and the files that devices have. */

export interface LibraryScript {
  readonly fileName: string;
  readonly description: string;
  readonly parametersDescription: string | null;
  /** What it says on a device, called with these arguments. */
  run(
    args: string,
    device: string,
  ): { readonly code: number; readonly output: string; readonly errors: string };
}

export const LIBRARY: readonly LibraryScript[] = [
  {
    fileName: "triage.ps1",
    description: "Processes, connections and what was started lately",
    parametersDescription: "-Days N",
    run: (args, device) => ({
      code: 0,
      output: `triage of ${device} ${args}\nName              Id\n----              --\nsvchost          812\nrclone          4711`,
      errors: "",
    }),
  },
  {
    fileName: "clear-dns.ps1",
    description: "Empties the DNS cache",
    parametersDescription: null,
    run: () => ({ code: 0, output: "DNS cache emptied.", errors: "" }),
  },
  {
    fileName: "kill-process.ps1",
    description: "Ends processes by name",
    parametersDescription: "-Name PROCESS",
    run: (args) =>
      args === ""
        ? { code: 1, output: "", errors: "kill-process.ps1 : parameter Name is missing." }
        : { code: 0, output: `ended ${args}`, errors: "" },
  },
  {
    fileName: "collect-logs.sh",
    description: "Logs of a Linux server",
    parametersDescription: null,
    run: (_args, device) => ({
      code: 0,
      output: `sshd[911]: accepted key for root on ${device}`,
      errors: "",
    }),
  },
];

/** Not scripts, so that a list of the library has some. */
export const OTHER_FILES = ["memdump.exe"] as const;

const MEGABYTE = 1_024 * 1_024;

/** By their path, in lower case. */
export const DEVICE_FILES: ReadonlyMap<string, () => Buffer> = new Map([
  ["c:\\windows\\temp\\update.log", () => Buffer.from("2026-11-22 02:11 update.exe started by SYSTEM\n")],
  ["c:\\users\\public\\invoice.docm", () => Buffer.from("PK\u0003\u0004 not a real document")],
  ["c:\\users\\public\\invoice.csv", () => Buffer.from("item,price\n=1+1,2\n")],
  ["c:\\program files\\acme\\acme.ini", () => Buffer.from("[acme]\nserver=203.0.113.7\n")],
  ["/var/log/auth.log", () => Buffer.from("sshd[911]: Accepted publickey for root from 203.0.113.7\n")],
  ["c:\\memory.dmp", () => Buffer.alloc(5 * MEGABYTE)],
  ["c:\\empty.txt", () => Buffer.alloc(0)],
]);
