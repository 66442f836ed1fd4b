import type { Page } from "playwright-core";

/** Shorter words are no names of anything. */
const SHORT = 12;
const LONG = "w".repeat(70);

/** A card whose words are as long as a UPN, a hash or a path can be: nothing in them to break a line at. */
export function withLongWords(card: object): object {
  return JSON.parse(JSON.stringify(card), (key, value: unknown) =>
    (key === "text" || key === "title") && typeof value === "string"
      ? value.replace(/\S+/g, (word) => (word.length < SHORT ? word : `${word}${LONG}`))
      : value,
  ) as object;
}

/** The texts inside of an element that stand out of it, or out of what they are in; what is folded is unfolded first. */
export async function standingOut(page: Page, within: string): Promise<readonly string[]> {
  return page.evaluate(outside, within);
}

/** Runs in the browser. */
function outside(within: string): readonly string[] {
  type Node = {
    readonly style: { display: string };
    readonly textContent: string | null;
    readonly scrollWidth: number;
    readonly clientWidth: number;
    getBoundingClientRect(): { readonly right: number; readonly width: number };
  };
  const { document, getComputedStyle } = globalThis as typeof globalThis & {
    readonly document: { querySelectorAll(selector: string): Iterable<Node> };
    readonly getComputedStyle: (node: Node) => { readonly textOverflow: string };
  };
  // A title that ends in "…" is as long as its button.
  const isCut = (node: Node): boolean => getComputedStyle(node).textOverflow === "ellipsis";
  const [frame] = document.querySelectorAll(within);
  if (frame === undefined) return ["nothing was drawn"];
  const nodes = [...document.querySelectorAll(`${within} *`)];
  for (const { style } of nodes) if (style.display === "none") style.display = "block";
  const edge = frame.getBoundingClientRect().right + 1;
  return nodes
    .filter((node) => {
      const { right, width } = node.getBoundingClientRect();
      const isWider = node.clientWidth > 0 && node.scrollWidth > node.clientWidth + 1;
      return width > 0 && (right > edge || (isWider && !isCut(node)));
    })
    .map(({ textContent }) => (textContent ?? "").slice(0, 60));
}
