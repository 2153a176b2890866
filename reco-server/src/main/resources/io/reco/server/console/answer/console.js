// Keys and copying. Everything works without this, too.
(() => {
  "use strict";

  const find = document.getElementById("find");
  let going = false;

  const isTyping = (element) => element.closest("input, textarea, select") !== null;

  // "/" searches; "g" and then the letter of a screen goes there.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) {
      return;
    }
    if (going) {
      going = false;
      const place = document.querySelector(`nav [data-key="${CSS.escape(event.key)}"]`);
      if (place) {
        event.preventDefault();
        place.click();
      }
    } else if (event.key === "/") {
      event.preventDefault();
      find.focus();
    } else if (event.key === "g") {
      going = true;
    }
  });

  // Events come as rows; the oldest go. While it is paused none is added.
  const rowsMax = 200;
  const pause = document.getElementById("pause");
  if (pause) {
    const rows = document.getElementById("event-rows");
    const isPaused = () => pause.getAttribute("aria-pressed") === "true";
    pause.addEventListener("click", () => pause.setAttribute("aria-pressed", String(!isPaused())));
    document.addEventListener("htmx:sseBeforeMessage", (event) => {
      if (isPaused() && rows.contains(event.target)) {
        event.preventDefault();
      }
    });
    document.addEventListener("htmx:sseMessage", () => {
      while (rows.rows.length > rowsMax) {
        rows.deleteRow(-1);
      }
    });
  }

  // A click on a command copies it; where the page may not, the command is selected.
  document.addEventListener("click", async (event) => {
    const command = event.target.closest("pre");
    if (!command || !getSelection().isCollapsed) {
      return;
    }
    try {
      await navigator.clipboard.writeText(command.textContent.trim());
      command.dataset.copied = "copied";
      setTimeout(() => delete command.dataset.copied, 1500);
    } catch {
      getSelection().selectAllChildren(command);
    }
  });
})();
