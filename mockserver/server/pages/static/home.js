// Adds a copy button to the base URL, to the first request and to each token.
import { copyButton, el } from "./dom.js";

for (const place of document.querySelectorAll("main pre")) {
  const box = el("div", { class: "copied" });
  place.replaceWith(box);
  box.append(place, copyButton(place.textContent));
}
for (const place of document.querySelectorAll("main td code")) place.after(copyButton(place.textContent, "Copy", `Copy the token ${place.textContent}`));
