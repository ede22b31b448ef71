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

// Ctrl+v pastes: the terminal would take the key for itself, and then nothing is pasted.
addEventListener(
  "keydown",
  (event) => {
    if (event.ctrlKey && !event.altKey && !event.metaKey && event.key.toLowerCase() === "v") {
      event.stopImmediatePropagation();
    }
  },
  { capture: true },
);

// A file comes as a download, which is no window that a browser may hold back.
const opened = window.open.bind(window);
window.open = (address, ...more) => {
  const where = new URL(address, location.href);
  if (where.origin !== location.origin || !where.pathname.startsWith("/download/")) {
    return opened(address, ...more);
  }
  const link = document.createElement("a");
  link.href = where.pathname;
  link.download = "";
  link.click();
  return null;
};

// Why the wire was closed, as the server says it (vsm_tui/web/server.py), and what to do then.
const LEFT = 4000;
const BROKE = 4001;
const STOPPED = 1001;
const FULL = 1013;
const EVERY = 3000;

function say(what, then, again) {
  document.getElementById("what").textContent = what;
  document.getElementById("then").textContent = then;
  document.getElementById("again").hidden = !again;
}

async function comeBack() {
  let status = 0;
  try {
    status = (await fetch("/", { redirect: "manual", cache: "no-store" })).status;
  } catch {
    status = 0;
  }
  if (status === 200) {
    location.reload();
  } else if (status === 403) {
    say("It is shared again", "This browser needs a new link: ask whoever shares it.", false);
  } else {
    setTimeout(comeBack, EVERY);
  }
}

function closed({ code }) {
  if (code === LEFT) {
    say("You left", "Everything is kept.", true);
  } else if (code === BROKE) {
    say("The app stopped because of a fault of its own", "Whoever shares this sees where the details are.", true);
  } else if (code === FULL) {
    say("The room is full", "Somebody has to leave before another browser can come in.", true);
  } else {
    const what = code === STOPPED ? "This is no longer shared" : "The connection was lost";
    say(what, "Ask whoever shares it. This page keeps looking, and tells when it is back.", false);
    setTimeout(comeBack, EVERY);
  }
}

window.WebSocket = class extends WebSocket {
  constructor(...where) {
    super(...where);
    this.addEventListener("close", closed);
  }
};
