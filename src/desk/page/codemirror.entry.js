// The editor of the desk: CodeMirror 6 with what a scenario file needs, bundled once by build.sh.
import { EditorState, Compartment, Annotation, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, keymap, lineNumbers, highlightActiveLine, drawSelection, hoverTooltip, highlightSpecialChars } from "@codemirror/view";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { autocompletion, completionKeymap, startCompletion, currentCompletions, completionStatus, acceptCompletion } from "@codemirror/autocomplete";
import { lintGutter, lintKeymap, setDiagnostics, forEachDiagnostic } from "@codemirror/lint";
import { StreamLanguage, syntaxHighlighting, defaultHighlightStyle, HighlightStyle, bracketMatching } from "@codemirror/language";
import { searchKeymap, highlightSelectionMatches } from "@codemirror/search";
import { toml } from "@codemirror/legacy-modes/mode/toml";
import { tags } from "@lezer/highlight";

export {
  EditorState, Compartment, Annotation, StateEffect, StateField, Decoration, HighlightStyle, tags, EditorView, keymap, lineNumbers, highlightActiveLine, drawSelection, hoverTooltip, highlightSpecialChars,
  defaultKeymap, history, historyKeymap, autocompletion, completionKeymap, startCompletion, currentCompletions, completionStatus, acceptCompletion,
  lintGutter, lintKeymap, setDiagnostics, forEachDiagnostic, StreamLanguage, syntaxHighlighting, defaultHighlightStyle, bracketMatching,
  searchKeymap, highlightSelectionMatches, toml,
};
