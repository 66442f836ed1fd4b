import type { Page } from "playwright-core";

/** What WCAG 2.2 asks of the contrast between a text and what is behind it: of level AA (1.4.3), and of AAA (1.4.6). */
export const AA = { small: 4.5, large: 3 } as const;
export const AAA = { small: 7, large: 4.5 } as const;

/** The texts inside of an element whose colour stands out too little, with their contrast. */
export async function faintTexts(
  page: Page,
  within: string,
  wanted: typeof AA | typeof AAA,
): Promise<readonly string[]> {
  return page.evaluate(tooFaint, { within, wanted });
}

/** Runs in the browser. */
function tooFaint({
  within,
  wanted,
}: {
  within: string;
  wanted: { small: number; large: number };
}): readonly string[] {
  type Node = {
    readonly parentElement: Node | null;
    readonly childNodes: readonly { readonly nodeType: number; readonly textContent: string | null }[];
    readonly textContent: string | null;
    readonly offsetParent: unknown;
  };
  type Look = {
    readonly color: string;
    readonly backgroundColor: string;
    readonly fontSize: string;
    readonly fontWeight: string;
  };
  const inside = globalThis as typeof globalThis & {
    readonly document: { querySelectorAll(selector: string): Iterable<Node> };
    getComputedStyle(node: Node): Look;
  };
  const parts = (colour: string): readonly number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const channel = (value: number): number => {
    const part = value / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const luminance = ([r = 0, g = 0, b = 0]: readonly number[]): number =>
    0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = (node: Node | null): readonly number[] => {
    if (node === null) return [255, 255, 255];
    const own = parts(inside.getComputedStyle(node).backgroundColor);
    return (own[3] ?? 1) === 1 && own.length >= 3 ? own : ground(node.parentElement);
  };
  const faint: string[] = [];
  for (const node of inside.document.querySelectorAll(`${within} *`)) {
    const own = Array.from(node.childNodes).some(
      (one) => one.nodeType === 3 && (one.textContent ?? "").trim() !== "",
    );
    if (!own || node.offsetParent === null) continue;
    const look = inside.getComputedStyle(node);
    const [a, b] = [luminance(parts(look.color)), luminance(ground(node))].toSorted((x, y) => y - x) as [
      number,
      number,
    ];
    const size = Number.parseFloat(look.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(look.fontWeight) >= 700);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (isLarge ? wanted.large : wanted.small))
      faint.push(`${(node.textContent ?? "").slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return faint;
}
