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
