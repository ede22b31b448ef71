"""Every command of ``vsm`` with what it does, for whoever lists them without importing them."""

COMMANDS = {
    "open": "Open the app on a folder or a stream file (what vsm does without a command).",
    "new": "Make a stream file from a template or from an event log.",
    "check": "Validate stream files and logs.",
    "show": "Print the map.",
    "measure": "Compute the measured side from an event log.",
    "pull": "Fetch from a stream's sources into its log.",
    "data": "List what was pulled and is kept, or remove it.",
    "compare": "Put two streams, two layers or two windows side by side.",
    "round": "Print a form for an estimate round, or show what people said, without names.",
    "serve": "Show the app in a browser.",
    "report": "Write a hand-out: Markdown, HTML, SVG, PNG, CSV, JSON.",
}
