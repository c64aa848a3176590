// Keys of the review page. Elements say themselves which key they answer to: data-key.
"use strict";

const HELD = "input, textarea, select, [contenteditable]";
let busy = false;

function keyOf(event) {
  const key = event.key;
  if (key.length !== 1 || key.toLowerCase() === key.toUpperCase()) return key;
  return event.shiftKey ? key.toUpperCase() : key.toLowerCase();
}

// While an input method composes, every key is the input method's.
function composing(event) {
  return event.isComposing || event.keyCode === 229;
}

function act(element) {
  if (element.dataset.opens) return document.getElementById(element.dataset.opens).showModal();
  if (element.matches(HELD)) {
    element.focus();
    return element.select();
  }
  busy = true;
  element.click();
  // An answer that never comes must not make the keys dead.
  setTimeout(() => { busy = false; }, 5000);
}

document.addEventListener("keydown", (event) => {
  if (composing(event)) {
    if (event.key === "Enter") event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.target.closest(HELD)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  const element = document.querySelector(`[data-key="${CSS.escape(keyOf(event))}"]`);
  if (!element) return;
  event.preventDefault();
  if (!busy) act(element);
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
});

// Every pane shows its first mark: that of the evidence, else another mention.
function reveal() {
  busy = false;
  for (const pane of document.querySelectorAll(".pane")) {
    const mark = pane.querySelector("mark.new") || pane.querySelector("mark");
    if (mark) pane.scrollTop = mark.offsetTop - pane.offsetTop - pane.clientHeight / 3;
  }
  const row = document.querySelector("tr[aria-current]");
  if (row) row.scrollIntoView({ block: "nearest" });
}

document.addEventListener("DOMContentLoaded", reveal);
document.addEventListener("htmx:after:settle", reveal);
document.addEventListener("htmx:error", () => { busy = false; });
