import type { Page } from "playwright-core";

/** What WCAG 2.2 asks of the contrast between a mark of the focus and what is around it (1.4.11). */
const WANTED = 3;

/**
 * Goes with the tab key from where the focus is, at most `most` steps, until it is where it has been; gives what nobody could
 * see that it had the focus, and how many places there were.
 */
export async function tabThrough(
  page: Page,
  most: number,
): Promise<{ readonly places: number; readonly unseen: readonly string[] }> {
  const seen = new Set<string>();
  const unseen: string[] = [];
  for (let step = 0; step < most; step += 1) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(focused, WANTED);
    if (found === null) continue;
    if (seen.has(found.place)) break;
    seen.add(found.place);
    if (!found.marked) unseen.push(found.place);
  }
  return { places: seen.size, unseen };
}

/** Runs in the browser: where the focus is, and whether an outline or an edge of its colour shows it. */
function focused(wanted: number): { readonly place: string; readonly marked: boolean } | null {
  type Node = {
    readonly parentElement: Node | null;
    readonly nextElementSibling: Node | null;
    readonly tagName: string;
    readonly className: unknown;
    readonly textContent: string | null;
    getAttribute(name: string): string | null;
    getBoundingClientRect(): { readonly x: number; readonly y: number };
  };
  const here: unknown = globalThis;
  const inside = here as {
    readonly document: { readonly activeElement: Node | null; readonly body: Node };
    getComputedStyle(node: Node): Readonly<Record<string, string>>;
  };
  const node = inside.document.activeElement;
  if (node === null || node === inside.document.body) return null;
  const look = (one: Node) => inside.getComputedStyle(one);
  const parts = (colour = ""): readonly number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const channel = (value: number): number =>
    value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
  const luminance = ([r = 0, g = 0, b = 0]: readonly number[]): number =>
    0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = (one: Node | null): readonly number[] => {
    if (one === null) return [255, 255, 255];
    const own = parts(look(one)["backgroundColor"]);
    return (own[3] ?? 1) === 1 && own.length >= 3 ? own : ground(one.parentElement);
  };
  const standsOut = (colour: string | undefined, on: Node): boolean => {
    const [a, b] = [luminance(parts(colour)), luminance(ground(on))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) >= wanted;
  };
  const isOutlined = (one: Node | null): boolean => {
    if (one === null) return false;
    const { outlineStyle, outlineWidth = "0", outlineColor } = look(one);
    const inset = Number.parseFloat(look(one)["outlineOffset"] ?? "0") < 0;
    return (
      outlineStyle !== "none" &&
      Number.parseFloat(outlineWidth) >= 2 &&
      standsOut(outlineColor, inset ? one : (one.parentElement ?? one))
    );
  };
  // What is typed into has no outline of its own: the box around it changes the colour of its edge.
  const box = node.tagName === "TEXTAREA" ? node.parentElement : null;
  const isEdged = (one: Node | null): boolean =>
    one !== null && look(one)["boxShadow"] !== "none" && standsOut(look(one)["borderTopColor"], one);
  const around = [node, node.parentElement, node.parentElement?.parentElement ?? null];
  const marked =
    [...around, node.nextElementSibling].some(isOutlined) || [box, box?.parentElement ?? null].some(isEdged);
  const { x, y } = node.getBoundingClientRect();
  const name = node.getAttribute("aria-label") ?? node.getAttribute("data-testid") ?? node.textContent ?? "";
  return {
    place: `${node.tagName} ${String(node.className)} ${name.trim().slice(0, 40)} at ${Math.round(x)},${Math.round(y)}`,
    marked,
  };
}
