(() => {
  const { copy, copied, label } = document.body.dataset;
  const status = document.querySelector("[role=status]");

  async function put(source) {
    try {
      await navigator.clipboard.writeText(source.textContent);
      return true;
    } catch {
      // Pages without https have no clipboard but this one.
      getSelection().selectAllChildren(source);
      return document.execCommand("copy");
    }
  }

  for (const source of document.querySelectorAll("code")) {
    const button = document.createElement("button");
    const row = source.closest("[data-format]");
    const name = row && label.replace("{title}", () => row.parentNode.dataset.title).replace("{format}", row.dataset.format);
    const rest = () => {
      button.textContent = copy;
      button.className = "";
      if (name) button.setAttribute("aria-label", name);
    };
    button.type = "button";
    button.addEventListener("click", async () => {
      if (!(await put(source))) return;
      button.removeAttribute("aria-label");
      button.textContent = status.textContent = copied;
      button.className = "done";
      setTimeout(() => { status.textContent = ""; rest(); }, 2500);
    });
    rest();
    (row ? source : source.parentNode).after(button);
  }
})();
