import { DefenderError } from "../../defender/error.ts";
import { UserError } from "../../shared/errors.ts";
import { say } from "../../texts/text.ts";
import type { Target } from "../machine/request.ts";

/** @throws UserError `forbidden` where Defender does not show it */
export async function shown<T>(work: Promise<T>, what: Target["kind"]): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DefenderError && (error.code === "not-found" || error.code === "forbidden"))) {
      throw error;
    }
    throw new UserError("forbidden", say("clicks.cantDecide", { what }));
  }
}
