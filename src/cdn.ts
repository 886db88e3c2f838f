/** What `embed.js` loads: the launcher. All else follows when somebody is about to use it. */
import './define/callback-engagement.js';
import { registerMessages } from './messages/messages.js';

/** Without the agent's words: no page of a visitor needs them. */
const languages: Readonly<Record<string, () => Promise<unknown>>> = {
  it: () =>
    import('./messages/it/visitor.js').then(({ visitorMessagesIt }) =>
      registerMessages('it', visitorMessagesIt),
    ),
};

/** The words of the page's language, where there are any: English stands in until then. */
const language = (document.documentElement.lang || navigator.language).toLowerCase();
languages[language.split(/[-_]/)[0] ?? '']?.().catch(() => undefined);
