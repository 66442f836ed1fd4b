import type * as Cards from "adaptivecards";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { CardAction } from "../teams/types.ts";
import { HOST_CONFIG } from "./host-config.ts";
import { html } from "./html.ts";
import type { VNode } from "./html.ts";
import { renderMarkdown } from "./markdown.ts";

// Microsoft's renderer is a classic script that leaves one global.
declare const AdaptiveCards: typeof Cards;

AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = renderMarkdown(text);
  result.didProcess = true;
};

const hostConfig = new AdaptiveCards.HostConfig(HOST_CONFIG);

/** The message of `CodeBlock`, an extension of Teams, as a monospaced block. */
class CodeBlock extends AdaptiveCards.CardElement {
  static readonly codeSnippetProperty = new AdaptiveCards.StringProperty(
    AdaptiveCards.Versions.v1_0,
    "codeSnippet",
  );

  override getJsonTypeName(): string {
    return "CodeBlock";
  }

  protected override internalRender(): HTMLElement {
    const block = document.createElement("pre");
    block.className = "code-block";
    block.tabIndex = 0;
    const snippet: unknown = this.getValue(CodeBlock.codeSnippetProperty);
    block.textContent = typeof snippet === "string" ? snippet : "";
    return block;
  }

  protected override getSchemaKey(): string {
    return "CodeBlock";
  }

  protected override populateSchema(schema: Cards.SerializableObjectSchema): void {
    super.populateSchema(schema);
    schema.add(CodeBlock.codeSnippetProperty);
  }
}

AdaptiveCards.GlobalRegistry.elements.register("CodeBlock", CodeBlock);

function asAction(action: Cards.Action): CardAction | null {
  // Two classes beside each other in the renderer, neither is the other's parent.
  const execute = action instanceof AdaptiveCards.ExecuteAction;
  if (!execute && !(action instanceof AdaptiveCards.SubmitAction)) return null;
  const data = action.data as Record<string, unknown> | string | undefined;
  return {
    type: execute ? "Action.Execute" : "Action.Submit",
    ...(action.id ? { id: action.id } : {}),
    ...(execute && action.verb ? { verb: action.verb } : {}),
    ...(action.title ? { title: action.title } : {}),
    data: typeof data === "object" ? data : {},
  };
}

function openSafely(url: string | undefined): void {
  const target = URL.parse(url ?? "");
  if (target === null || !["http:", "https:"].includes(target.protocol)) return;
  window.open(target.href, "_blank", "noopener,noreferrer");
}

/** Draws the card into the element. Returns false when there is nothing to be drawn. */
function draw(host: HTMLElement, card: unknown, onAction: (action: CardAction) => void): boolean {
  const renderer = new AdaptiveCards.AdaptiveCard();
  renderer.hostConfig = hostConfig;
  renderer.onExecuteAction = (action) => {
    if (action instanceof AdaptiveCards.OpenUrlAction) return openSafely(action.url);
    const sent = asAction(action);
    if (sent !== null) onAction(sent);
  };
  renderer.onAnchorClicked = (_, anchor) => {
    openSafely(anchor.href);
    return true;
  };
  try {
    renderer.parse(card);
    const element = renderer.render();
    if (element === undefined) return false;
    host.replaceChildren(element);
    return true;
  } catch {
    return false;
  }
}

/** What can have the focus; a card that is drawn anew has other elements of the same names. */
const PLACES = "button, a[href], input, textarea, select, [tabindex='0']";

function nameOf(place: Element): string {
  return place.getAttribute("aria-label") ?? place.getAttribute("name") ?? place.textContent ?? "";
}

/** What of the card has the focus; null: nothing. */
function focusIn(host: HTMLElement): string | null {
  const { activeElement: place } = document;
  return place !== null && place !== host && host.contains(place) ? nameOf(place) : null;
}

/** Gives it back to what is called so, else to the card; not where somebody has gone on meanwhile. */
function focusAgain(host: HTMLElement, name: string): void {
  const isElsewhere = document.activeElement !== document.body && document.activeElement !== null;
  if (isElsewhere && !host.contains(document.activeElement)) return;
  const found = [...host.querySelectorAll<HTMLElement>(PLACES)].find((place) => nameOf(place) === name);
  (found ?? host).focus({ preventScroll: true });
}

/** An Adaptive Card; drawn anew only when `version` changes, so that half-filled inputs survive. */
export function Card(props: {
  card: unknown;
  version: string;
  busy: boolean;
  onAction: (action: CardAction) => void;
}): VNode {
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(props.onAction);
  latest.current = props.onAction;
  const had = useRef<string | null>(null);
  // Before it is painted, so that the feed around it knows its height.
  useLayoutEffect(() => {
    if (host.current === null) return;
    had.current ??= focusIn(host.current);
    const drawn = draw(host.current, props.card, (action) => {
      // While it waits for the answer the card takes no focus.
      had.current = host.current === null ? null : focusIn(host.current);
      latest.current(action);
    });
    if (!drawn) host.current.textContent = "This card can't be displayed.";
  }, [props.version]);
  useLayoutEffect(() => {
    if (props.busy || host.current === null || had.current === null) return;
    focusAgain(host.current, had.current);
    had.current = null;
  }, [props.version, props.busy]);
  return html`<div class="card" data-testid="card" aria-busy=${props.busy} inert=${props.busy}>
    <div class="card-body" tabindex="-1" ref=${host}></div>
    ${props.busy && html`<div class="card-progress" role="progressbar" aria-label="Waiting for Defender"></div>`}
  </div>`;
}
