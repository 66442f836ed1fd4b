import { h } from "preact";
import type { ComponentChildren, VNode } from "preact";
import htm from "htm";

/** JSX without a compiler: `html` makes Preact elements. */
export const html = htm.bind(h) as unknown as (
  strings: TemplateStringsArray,
  ...values: readonly unknown[]
) => VNode;

export type { ComponentChildren, VNode };
