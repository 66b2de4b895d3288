// What every page does: it follows the folder, keeps its place, and remembers light or dark.
//
// For the script of a view: the document gets the event "preview:update" after <main> was exchanged. Elements that are
// the same stay the same objects. What a script sets in `style`, `open` or `data-own-…` is left alone.
"use strict";

(() => {
  const root = document.documentElement;
  const schemes = ["system", "light", "dark"];
  const stored = () => { try { return localStorage.getItem("scheme"); } catch { return null; } };
  const scheme = () => schemes.includes(stored()) ? stored() : "system";

  function dress() {
    if (scheme() === "system") delete root.dataset.scheme;
    else root.dataset.scheme = scheme();
    const button = document.getElementById("scheme");
    if (button) { button.hidden = false; document.getElementById("scheme-word").textContent = scheme(); }
  }
  dress();

  const isOwn = name => name === "style" || name === "open" || name.startsWith("data-own-");

  function dressLike(old, fresh) {
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !isOwn(name)) old.removeAttribute(name);
    for (const { name, value } of fresh.attributes) {
      if (isOwn(name)) continue;
      if (name === "src" && old.nodeName === "IFRAME") reframe(old, value);
      else if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
  }

  // A frame that changed is loaded again without an entry in the history, at the place where it was.
  function reframe(frame, address) {
    if (address === (frame.dataset.ownSrc ?? frame.getAttribute("src"))) return;
    const { scrollX, scrollY } = frame.contentWindow;
    frame.dataset.ownSrc = address;
    frame.addEventListener("load", () => frame.contentWindow.scrollTo(scrollX, scrollY), { once: true });
    frame.contentWindow.location.replace(address);
  }

  const isLike = (one, other) => one.nodeType === other.nodeType && one.nodeName === other.nodeName && (one.id || "") === (other.id || "");

  // Makes the children of `old` those of `fresh`, and leaves alone what is the same.
  function exchange(old, fresh) {
    let at = old.firstChild;
    for (const wanted of [...fresh.childNodes]) {
      let found = at;
      if (wanted.nodeType === 1 && !(at && at.isEqualNode(wanted))) {
        for (found = at; found && !(wanted.id ? found.id === wanted.id : found.isEqualNode(wanted));) found = found.nextSibling;
        if (!found && at && isLike(at, wanted)) found = at;
      }
      if (!found || !isLike(found, wanted)) { old.insertBefore(document.importNode(wanted, true), at); continue; }
      while (at !== found) { const next = at.nextSibling; at.remove(); at = next; }
      at = found.nextSibling;
      if (found.isEqualNode(wanted)) continue;
      if (found.nodeType !== 1) { found.nodeValue = wanted.nodeValue; continue; }
      dressLike(found, wanted);
      exchange(found, wanted);
    }
    while (at) { const next = at.nextSibling; at.remove(); at = next; }
  }

  let busy = false, again = false;

  async function refresh() {
    if (busy) { again = true; return; }
    busy = true;
    do {
      again = false;
      const address = location.href;
      try {
        const answer = await fetch(address, { headers: { Accept: "text/html" } });
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (address !== location.href || !fresh.documentElement.dataset.state) continue;
        for (const id of ["main", "banner", "views"]) exchange(document.getElementById(id), fresh.getElementById(id));
        document.title = fresh.title;
        root.dataset.state = fresh.documentElement.dataset.state;
        document.dispatchEvent(new CustomEvent("preview:update"));
      } catch { break; }
    } while (again);
    busy = false;
  }

  function follow() {
    const live = document.getElementById("live"), word = live.querySelector(".live-word");
    let events = null;
    const say = lost => { live.toggleAttribute("data-lost", lost); word.textContent = lost ? "Ended" : "Live"; };
    const heard = event => {
      say(false);
      if (JSON.parse(event.data) === root.dataset.state) return;
      live.removeAttribute("data-fresh");
      requestAnimationFrame(() => live.setAttribute("data-fresh", ""));
      refresh();
    };
    // A browser opens six connections to a host at most: a page that nobody sees gives its own back.
    const listen = () => {
      events?.close();
      events = null;
      if (document.hidden) return;
      events = new EventSource("/events");
      events.addEventListener("hello", heard);
      events.addEventListener("look", heard);
      events.onerror = () => say(true);
    };
    listen();
    document.addEventListener("visibilitychange", listen);
    addEventListener("pagehide", () => events?.close());
    addEventListener("pageshow", event => { if (event.persisted) listen(); });
  }

  function press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (event.key === "/") {
      const search = document.querySelector("main input[type=search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (/^[1-9]$/.test(event.key)) {
      document.querySelectorAll("#views a")[event.key - 1]?.click();
    }
  }

  addEventListener("DOMContentLoaded", () => {
    dress();
    document.getElementById("scheme").addEventListener("click", () => {
      const next = schemes[(schemes.indexOf(scheme()) + 1) % schemes.length];
      try { localStorage.setItem("scheme", next); } catch { root.dataset.scheme = next; }
      dress();
    });
    addEventListener("keydown", press);
    follow();
  });
})();
