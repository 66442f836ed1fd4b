import { recorded } from "../../texts/render.ts";
import { say } from "../../texts/text.ts";
import { cleanLine } from "../../texts/safe-text.ts";
import { utc } from "../../texts/format.ts";
import type { Story } from "./story.ts";

/** A report as people read it, in English like all records. Every word of others is one line that no reader takes for markup. */

export interface ReportText {
  readonly title: string;
  readonly kind: "alert" | "incident";
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly by: string;
  readonly story: Story;
}

interface Part {
  readonly heading: string;
  readonly lines: readonly string[];
}

function partsOf({ kind, id, at, by, story }: ReportText): readonly Part[] {
  const events = story.events.map(({ at: when, title, by: who, requestId }) =>
    recorded(say("report.event", { at: utc(when), title: recorded(title), by: who, id: requestId })),
  );
  const requests = story.requests.map(({ id: own, command, target, state, requester, reason }) =>
    recorded(
      say("report.request", { id: own, command, target: target.name, state, upn: requester.upn, reason }),
    ),
  );
  const gaps = story.gaps.map(recorded);
  return [
    {
      heading: recorded(say("report.about")),
      lines: [recorded(say("report.made", { kind, id, at: utc(at), by }))],
    },
    { heading: recorded(say("report.story")), lines: events },
    { heading: recorded(say("report.requests")), lines: requests },
    ...(gaps.length === 0 ? [] : [{ heading: recorded(say("report.gaps")), lines: gaps }]),
    { heading: recorded(say("report.proof")), lines: [recorded(say("report.howToVerify"))] },
  ];
}

/** The report in Markdown; what others wrote stands in it as text. */
export function markdownOf(report: ReportText): string {
  const parts = partsOf(report).map(
    ({ heading, lines }) => `## ${heading}\n\n${lines.map((line) => `- ${inMarkdown(line)}\n`).join("")}`,
  );
  return [`# ${inMarkdown(report.title)}\n`, ...parts].join("\n");
}

/** No script, no address, nothing that is loaded: what others wrote is text, whatever it says. */
export function htmlOf(report: ReportText): string {
  const parts = partsOf(report).map(({ heading, lines }) => {
    const items = lines.map((line) => `<li>${inHtml(line)}</li>\n`).join("");
    return `<h2>${inHtml(heading)}</h2>\n<ul>\n${items}</ul>\n`;
  });
  const title = inHtml(report.title);
  const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`;
  const style = "<style>body{font:16px/1.5 system-ui;max-width:60em;margin:2em auto;padding:0 1em}</style>";
  const head = `<meta charset="utf-8">\n${policy}\n<title>${title}</title>\n${style}`;
  return `<!doctype html>\n<html lang="en">\n<head>\n${head}\n</head>\n<body>\n<h1>${title}</h1>\n${parts.join("")}</body>\n</html>\n`;
}

const LONGEST = 2_000;

/** Every mark of punctuation may be escaped in CommonMark. */
function inMarkdown(line: string): string {
  return cleanLine(line, LONGEST).replace(/[!-/:-@[-`{-~]/g, "\\$&");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function inHtml(line: string): string {
  return cleanLine(line, LONGEST).replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? "");
}
