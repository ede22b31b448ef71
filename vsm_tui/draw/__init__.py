"""The map as rows of styled text: pure functions from flows to lines, shared by screens and exports."""
