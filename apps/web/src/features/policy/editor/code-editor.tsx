'use client';

import { autocompletion } from '@codemirror/autocomplete';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, forceLinting, linter, lintGutter } from '@codemirror/lint';
import { Compartment, EditorState, StateEffect, StateField } from '@codemirror/state';
import { EditorView, hoverTooltip, type Tooltip } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { basicSetup } from 'codemirror';
import { useEffect, useRef } from 'react';
import { checkDocument } from './check-document.ts';
import classes from './code-editor.module.css';
import { completePolicy } from './complete-policy.ts';
import { describeSetting } from './describe-setting.ts';

/** A problem of the API's check. Line and column count from 1. */
export type Issue = { message: string; path: string; line: number; column: number };

type CodeEditorProps = {
  value: string;
  onChange: (value: string) => void;
  /** The API's problems of exactly this text; null before it is checked. */
  issues: readonly Issue[] | null;
  isReadOnly: boolean;
  /** A change of `at` moves the cursor to the line and column. */
  target: { line: number; column: number; at: number } | null;
};

const setIssues = StateEffect.define<readonly Issue[] | null>();

/** The API's problems. A change of the text removes them. */
const issuesField = StateField.define<readonly Issue[] | null>({
  create: () => null,
  update(issues, transaction) {
    for (const effect of transaction.effects) if (effect.is(setIssues)) return effect.value;
    return transaction.docChanged ? null : issues;
  },
});

/** An editor of the policy, with completion, help under the pointer, and problems at their lines. */
export function CodeEditor({ value, onChange, issues, isReadOnly, target }: CodeEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const report = useRef(onChange);
  report.current = onChange;
  const readOnly = useRef(new Compartment());
  const first = useRef({ value, isReadOnly });

  useEffect(() => {
    if (place.current === null) return;
    const editor = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: first.current.value,
        extensions: [
          ...extensions,
          readOnly.current.of(EditorState.readOnly.of(first.current.isReadOnly)),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) report.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    editor.dispatch({ effects: setIssues.of(issues) });
    forceLinting(editor);
  }, [issues]);

  useEffect(() => {
    view.current?.dispatch({ effects: readOnly.current.reconfigure(EditorState.readOnly.of(isReadOnly)) });
  }, [isReadOnly]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || target === null) return;
    const position = positionOf(editor.state, target);
    editor.dispatch({ selection: { anchor: position }, effects: EditorView.scrollIntoView(position, { y: 'center' }) });
    editor.focus();
  }, [target]);

  return <div ref={place} className={classes.editor} />;
}

function positionOf({ doc }: EditorState, { line, column }: { line: number; column: number }): number {
  const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(from + column - 1, to);
}

/** The API's problems when they belong to this text, else the problems that the schema finds. */
function diagnose({ state }: EditorView): Diagnostic[] {
  const issues = state.field(issuesField);
  if (issues === null) return checkDocument(state).map((finding) => ({ ...finding, severity: 'error' }));
  return issues.map((issue) => {
    const from = positionOf(state, issue);
    const word = state.wordAt(from);
    const { to } = state.doc.lineAt(from);
    return { from, to: word?.to ?? Math.max(from, to), severity: 'error', message: issue.message };
  });
}

function help({ state }: EditorView, position: number): Tooltip | null {
  const found = describeSetting(state, position);
  if (found === null) return null;
  const { from, to, path, lines } = found;
  const create = () => {
    const dom = document.createElement('div');
    dom.className = classes.help ?? '';
    const title = dom.appendChild(document.createElement('code'));
    title.textContent = path;
    for (const line of lines) dom.appendChild(document.createElement('p')).textContent = line;
    return { dom };
  };
  return { pos: from, end: to, above: true, create };
}

const colors = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--code-key)' },
  { tag: [tags.definition(tags.propertyName)], color: 'var(--code-key)', fontWeight: '550' },
  { tag: [tags.string, tags.special(tags.string), tags.content], color: 'var(--code-text)' },
  { tag: tags.lineComment, color: 'var(--mantine-color-dimmed)', fontStyle: 'italic' },
  { tag: [tags.labelName, tags.typeName, tags.meta], color: 'var(--code-mark)' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--mantine-color-dimmed)' },
]);

const extensions = [
  basicSetup,
  yaml(),
  syntaxHighlighting(colors),
  EditorView.contentAttributes.of({ 'aria-label': 'Policy document', tabindex: '0' }),
  EditorState.tabSize.of(2),
  issuesField,
  autocompletion({ override: [completePolicy], icons: false }),
  linter(diagnose, {
    delay: 250,
    needsRefresh: ({ startState, state }) => startState.field(issuesField) !== state.field(issuesField),
  }),
  lintGutter(),
  hoverTooltip(help, { hoverTime: 250 }),
];
