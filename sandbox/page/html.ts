import { Fragment, h } from "preact";
import type { ComponentChildren, VNode } from "preact";
import htm from "htm";

const elements = htm.bind(h);

/** JSX without a compiler: `html` makes Preact elements. */
export function html(strings: TemplateStringsArray, ...values: readonly unknown[]): VNode {
  const made = elements(strings, ...values);
  return Array.isArray(made) ? h(Fragment, null, made) : made;
}

export type { ComponentChildren, VNode };
