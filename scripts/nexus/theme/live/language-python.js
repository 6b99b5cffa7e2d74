// Python in the editor: its colours, its indentation, and completion of its names.
import { python } from "./editor/codemirror-lang-python.js";

export const language = () => python();
