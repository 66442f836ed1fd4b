import { say } from "../../texts/text.ts";
import { statSync } from "node:fs";
import { UserError } from "../../shared/errors.ts";
import type { Policy } from "../../policy/model.ts";
import type { Log } from "../../shared/ports.ts";
import { DEFAULT_FILE, loadPolicy } from "./schema.ts";

/**
 * The policy as its file is now, read afresh at each approval; the file is looked at on each call and read
 * when it has changed.
 * @param named the file that was there at the start, or that POLICY_FILE names; null: there was none
 * @throws from what it returns: UserError `could-not-check` while the file can't be used. A file that was there and is
 *   gone is such a one: that it is missing must not make the built-in policy hold instead.
 */
export function createPolicySource(named: string | null, log: Log): () => Policy {
  const file = named ?? DEFAULT_FILE;
  let required = named !== null;
  let read: { readonly mark: string; readonly policy: Policy | null } | null = null;
  function load(): Policy | null {
    const loaded = loadPolicy(required ? file : null);
    if (!loaded.ok) {
      log.error("the policy file can't be used", { policy: loaded.source, problems: loaded.problems });
      return null;
    }
    required ||= loaded.source === file;
    const { warnings } = loaded.policy;
    if (warnings.length > 0) {
      log.warn("the policy file can be used, and says something other than it may seem", {
        policy: loaded.source,
        warnings,
      });
    }
    if (read !== null) log.info("policy read again", { policy: loaded.source });
    return loaded.policy;
  }
  return () => {
    // Taken before the file is read: a change in between is seen at the next call.
    const mark = markOf(file);
    if (read?.mark !== mark) read = { mark, policy: load() };
    if (read.policy === null) throw new UserError("could-not-check", say("policy.unusable"));
    return read.policy;
  };
}

/** Another one when the file has changed. */
function markOf(file: string): string {
  try {
    const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
    return stat === undefined ? "none" : [stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(":");
  } catch {
    return "unreadable";
  }
}
