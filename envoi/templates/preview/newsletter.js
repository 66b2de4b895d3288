// Another width, look, theme or tab is another page: this keeps the place in the page, and in the letter, when one is
// chosen, and brings what is chosen into sight where its row is wider than the screen.
"use strict";

(() => {
  const KEY = "newsletter-place";
  const letter = () => document.getElementById("letter");

  addEventListener("click", event => {
    if (!event.target.closest("main .chips a")) return;
    const page = letter()?.contentWindow;
    const root = page?.document.documentElement;
    const part = root ? page.scrollY / Math.max(1, root.scrollHeight - page.innerHeight) : null;
    try { sessionStorage.setItem(KEY, JSON.stringify({ y: scrollY, part })); } catch { /* without a store it begins at the top */ }
  });

  for (const chip of document.querySelectorAll("main .chips [aria-current]")) {
    const row = chip.parentElement;
    row.scrollLeft = chip.offsetLeft - row.offsetLeft - (row.clientWidth - chip.offsetWidth) / 2;
  }

  let place = null;
  try { place = JSON.parse(sessionStorage.getItem(KEY)); sessionStorage.removeItem(KEY); } catch { /* the same */ }
  if (!place) return;
  scrollTo({ top: place.y, behavior: "instant" });
  letter()?.addEventListener("load", () => {
    const page = letter().contentWindow;
    const root = page.document.documentElement;
    if (place.part) page.scrollTo(0, place.part * (root.scrollHeight - page.innerHeight));
  }, { once: true });
})();
