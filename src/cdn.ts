/** What `embed.js` loads: the launcher. All else follows when somebody is about to use it. */
import './define/callback-engagement.js';

const languages: Readonly<Record<string, () => Promise<unknown>>> = {
  it: () => import('./messages/it.js'),
};

/** The words of the page's language, where there are any: English stands in until then. */
const language = (document.documentElement.lang || navigator.language).toLowerCase();
languages[language.split(/[-_]/)[0] ?? '']?.().catch(() => undefined);
