import type { Along } from "./api.ts";
import { html } from "./html.ts";
import type { VNode } from "./html.ts";
import { Icon } from "./icons.ts";

/** A file that goes with a message, as Teams' paperclip attaches it. */

type File = NonNullable<Along["file"]>;

function read(file: Blob & { readonly name: string }): Promise<File> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(new Error("The file could not be read."));
    // `data:…;base64,` stands before it.
    reader.onload = () =>
      resolve({
        name: file.name,
        base64: (typeof reader.result === "string" ? reader.result : "").split(",")[1] ?? "",
      });
    reader.readAsDataURL(file);
  });
}

/** The button that asks for a file. */
export function Attach({ onFile }: { onFile: (file: File) => void }): VNode {
  function onChange(event: { currentTarget: HTMLInputElement }): void {
    const input = event.currentTarget;
    const [file] = input.files ?? [];
    input.value = "";
    if (file !== undefined) read(file).then(onFile, () => undefined);
  }
  return html`<label class="icon-button attach" title="Attach a file">
    <input type="file" aria-label="Attach a file" data-testid="attach" onChange=${onChange} />
    <${Icon} name="clip" />
  </label>`;
}

/** The file that is attached, and how to take it off. */
export function FileChip({ file, onTakeOff }: { file: File | null; onTakeOff: () => void }): VNode | null {
  if (file === null) return null;
  return html`<div class="file" data-testid="file-attached">
    <span>${file.name}</span>
    <button class="icon-button" aria-label=${`Take ${file.name} off`} onClick=${onTakeOff}>
      <${Icon} name="close" />
    </button>
  </div>`;
}
