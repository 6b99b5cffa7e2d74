// The editor of a text of SQL: colours, completion of the tables and columns of its data, and the mark of
// the place that PostgreSQL points at. Tab leaves it, so that it traps nobody; Ctrl-Enter runs.
import { autocompletion, completionKeymap } from "./editor/codemirror-autocomplete.js";
import { defaultKeymap, history, historyKeymap } from "./editor/codemirror-commands.js";
import { PostgreSQL, sql } from "./editor/codemirror-lang-sql.js";
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

// Where a word ends that begins at a place; at least one character is marked.
const end = (text, from) => Math.min(from + Math.max(/^\w*/.exec(text.slice(from))[0].length, 1), text.length);

export const editor = ({ text, label, tables, run, parent }) => {
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
        sql({ dialect: PostgreSQL, schema: tables, upperCaseKeywords: true }),
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
    // `position` counts characters from 1, as PostgreSQL does; null takes the mark away.
    mark(position) {
      const whole = view.state.doc.toString();
      const from = position ? [...whole].slice(0, position - 1).join("").length : -1;
      const range = from >= 0 && from < whole.length ? [from, end(whole, from)] : null;
      view.dispatch({ effects: setMark.of(range), ...(range ? { scrollIntoView: true } : {}) });
    },
  };
};
