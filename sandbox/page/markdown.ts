const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** Backslash escapes become code points of the private use area, so that nothing below takes them for marks. */
const HIDDEN_FROM = 0xf0000;

function hideEscapes(text: string): string {
  return text.replaceAll(/\\([\\`*_{}[\]()#+\-.!>~|<&])/g, (_, mark: string) =>
    String.fromCodePoint(HIDDEN_FROM + mark.charCodeAt(0)),
  );
}

function showEscapes(html: string): string {
  return html.replaceAll(/[\u{F0000}-\u{F007F}]/gu, (hidden) =>
    escape(String.fromCharCode((hidden.codePointAt(0) ?? HIDDEN_FROM) - HIDDEN_FROM)),
  );
}

function safeUrl(escaped: string): string | null {
  const url = URL.parse(showEscapes(escaped).replaceAll("&amp;", "&"));
  return url !== null && ["http:", "https:", "mailto:"].includes(url.protocol) ? escape(url.href) : null;
}

/** Marks within a line; the text is escaped already. */
function inline(escaped: string): string {
  return escaped
    .replaceAll(/\[([^\][]+)\]\(([^\s()]+)\)/g, (whole, label: string, target: string) => {
      const url = safeUrl(target);
      return url === null ? whole : `<a href="${url}" target="_blank" rel="noopener noreferrer">${label}</a>`;
    })
    .replaceAll(/\*\*(?=\S)([^*]+?)(?<=\S)\*\*/g, "<strong>$1</strong>")
    .replaceAll(/(?<![\w_])__(?=\S)([^_]+?)(?<=\S)__(?![\w_])/g, "<strong>$1</strong>")
    .replaceAll(/(?<![\w*])\*(?=\S)([^*]+?)(?<=\S)\*(?![\w*])/g, "<em>$1</em>")
    .replaceAll(/(?<![\w_])_(?=\S)([^_]+?)(?<=\S)_(?![\w_])/g, "<em>$1</em>");
}

interface List {
  readonly tag: "ul" | "ol";
  readonly items: string[];
}

function listItem(line: string): { tag: "ul" | "ol"; text: string } | null {
  const bullet = /^\s*[-*+]\s+(\S.*)?$/.exec(line);
  if (bullet !== null) return { tag: "ul", text: bullet[1] ?? "" };
  const numbered = /^\s*\d{1,3}[.)]\s+(\S.*)?$/.exec(line);
  return numbered === null ? null : { tag: "ol", text: numbered[1] ?? "" };
}

/**
 * The Markdown that Teams renders in cards and bot messages: bold, italic, links, lists. Everything else, HTML above
 * all, stays text. The result is safe for innerHTML.
 */
export function renderMarkdown(markdown: string): string {
  const blocks: string[] = [];
  let paragraph: string[] = [];
  let list: List | null = null;
  const flush = (): void => {
    if (paragraph.length > 0) blocks.push(`<p>${paragraph.join("<br>")}</p>`);
    if (list !== null)
      blocks.push(`<${list.tag}>${list.items.map((item) => `<li>${item}</li>`).join("")}</${list.tag}>`);
    paragraph = [];
    list = null;
  };
  for (const line of hideEscapes(markdown).split(/\r?\n/)) {
    const item = listItem(line);
    if (item !== null) {
      if (paragraph.length > 0 || (list !== null && list.tag !== item.tag)) flush();
      list ??= { tag: item.tag, items: [] };
      list.items.push(inline(escape(item.text)));
    } else if (line.trim() === "") {
      flush();
    } else {
      if (list !== null) flush();
      paragraph.push(inline(escape(line)));
    }
  }
  flush();
  return showEscapes(blocks.join(""));
}
