import { html } from 'lit';
import type { AgentMessageKey } from '../../messages/en/agent.js';
import type { Localize } from '../shared/localize.js';
import { agentIcons } from '../shared/agent-icons.js';
import type { AgentPreferences } from '../shared/preferences.js';

/** What a key does. Digits, star and hash are the keypad's. */
const shortcuts = {
  a: 'accept',
  m: 'mute',
  o: 'hold',
  t: 'transfer',
  k: 'keypad',
  h: 'hang-up',
  n: 'notes',
  w: 'waiting',
  p: 'presence',
  '?': 'help',
} as const;
export type Shortcut = (typeof shortcuts)[keyof typeof shortcuts];

/** Roles in which letters are text, or search in a list. */
const roles = [
  'textbox',
  'searchbox',
  'combobox',
  'listbox',
  'menu',
  'tree',
  'grid',
  'application',
];

/** The shortcut that was typed; undefined where the key is meant for something else. */
export function shortcutOf(event: KeyboardEvent): Shortcut | undefined {
  if (event.defaultPrevented || event.repeat || event.isComposing) return undefined;
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const key = event.key.toLowerCase();
  // "?" needs Shift on most keyboards; a letter with Shift is not a shortcut.
  if (!isShortcut(key) || (event.shiftKey && key !== '?')) return undefined;
  return event.composedPath().some(takesLetters) ? undefined : shortcuts[key];
}

/**
 * The list of shortcuts, with the switch for them.
 * @param missing those that do nothing with this backend; the list leaves them out.
 */
export function shortcutsDialog(
  preferences: AgentPreferences | undefined,
  missing: readonly Shortcut[],
  words: Localize<AgentMessageKey>,
  onClose: () => void,
) {
  const offered = Object.entries(shortcuts).filter(([, does]) => !missing.includes(does));
  return html`<dialog id="shortcuts" class="shortcuts" part="shortcuts" aria-labelledby="keys">
    <h2 id="keys" tabindex="-1">${words.text('keys.title')}</h2>
    <dl>
      ${offered.map(
        ([key, does]) =>
          html`<div>
            <dt><kbd>${key.toUpperCase()}</kbd></dt>
            <dd>${words.text(`keys.${does}`)}</dd>
          </div>`,
      )}
      <div>
        <dt><kbd>0–9 * #</kbd></dt>
        <dd>${words.text('keys.tones')}</dd>
      </div>
    </dl>
    <p class="where">${words.text('keys.where')}</p>
    <label class="choice">
      <input
        type="checkbox"
        name="shortcuts"
        .checked=${preferences?.choices.shortcuts ?? true}
        @change=${(event: Event) =>
          preferences?.set({ shortcuts: (event.target as HTMLInputElement).checked })}
      />
      ${words.text('keys.on')}
    </label>
    <div class="actions"><button @click=${onClose}>${words.text('keys.close')}</button></div>
  </dialog>`;
}

/** The button that shows them. */
export function shortcutsButton(words: Localize<AgentMessageKey>, onClick: () => void) {
  return html`<button
    class="icon quiet keys"
    aria-haspopup="dialog"
    aria-label=${words.text('keys.title')}
    title=${words.text('keys.title')}
    @click=${onClick}
  >
    ${agentIcons.keyboard}
  </button>`;
}

function isShortcut(key: string): key is keyof typeof shortcuts {
  return key in shortcuts;
}

function takesLetters(node: EventTarget): boolean {
  if (!(node instanceof HTMLElement)) return false;
  if (node instanceof HTMLInputElement) return !['checkbox', 'radio'].includes(node.type);
  return (
    node.isContentEditable ||
    ['textarea', 'select', 'dialog'].includes(node.localName) ||
    roles.includes(node.role ?? node.getAttribute('role') ?? '')
  );
}
