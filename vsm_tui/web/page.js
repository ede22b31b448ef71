// Keys go to the terminal as soon as it stands, without a click first.
const watching = new MutationObserver(() => {
  const keys = document.querySelector(".xterm-helper-textarea");
  if (keys && document.body.classList.contains("-first-byte")) {
    watching.disconnect();
    keys.focus();
  }
});
addEventListener("DOMContentLoaded", () =>
  watching.observe(document.body, { attributes: true, childList: true, subtree: true }),
);
