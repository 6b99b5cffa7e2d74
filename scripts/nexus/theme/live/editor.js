// The editor of a text: its colours, completion, and the mark of the place that an error points at. Tab leaves
// it, so that it traps nobody; Ctrl-Enter runs.
import { autocompletion, completionKeymap } from "./editor/codemirror-autocomplete.js";
import { defaultKeymap, history, historyKeymap } from "./editor/codemirror-commands.js";
import { bracketMatching, syntaxHighlighting } from "./editor/codemirror-language.js";
import { EditorState, StateEffect, StateField } from "./editor/codemirror-state.js";
import { Decoration, EditorView, keymap, lineNumbers } from "./editor/codemirror-view.js";
import { classHighlighter } from "./editor/lezer-highlight.js";

const setMark = StateEffect.define();
const PLACE = Decoration.mark({ class: "nx-place" });
const marks = StateField.define({
  create: () => Decoration.none,
  update(known, change) {
    const set = change.effects.find((effect) => effect.is(setMark));
    if (set) return set.value === null ? Decoration.none : Decoration.set(PLACE.range(...set.value));
    return change.docChanged ? Decoration.none : known;
  },
  provide: (field) => EditorView.decorations.from(field),
});

// At least one character of a word is marked.
const ofWord = (text, position) => {
  const from = position ? [...text].slice(0, position - 1).join("").length : -1;
  if (from < 0 || from >= text.length) return null;
  return [from, Math.min(from + Math.max(/^\w*/.exec(text.slice(from))[0].length, 1), text.length)];
};
const ofLine = (doc, number) => {
  if (number > doc.lines) return null;
  const { from, to, text } = doc.line(number);
  const start = from + text.search(/\S|$/);
  return start < to ? [start, to] : null;
};

export const editor = ({ text, label, language, run, parent }) => {
  const runs = { key: "Ctrl-Enter", mac: "Cmd-Enter", run: () => (run(), true) };
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        keymap.of([runs, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        history(),
        lineNumbers(),
        bracketMatching(),
        autocompletion(),
        language,
        syntaxHighlighting(classHighlighter),
        marks,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" }),
      ],
    }),
  });
  return {
    focus: () => view.focus(),
    text: () => view.state.doc.toString(),
    set: (next) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }),
    // Marks what an error is about, or takes the mark away: the word at `position`, which counts
    // characters from 1, as PostgreSQL does, or a `line`, as Python does.
    mark({ position, line } = {}) {
      const range = line ? ofLine(view.state.doc, line) : ofWord(view.state.doc.toString(), position);
      view.dispatch({ effects: setMark.of(range), ...(range ? { scrollIntoView: true } : {}) });
    },
  };
};
