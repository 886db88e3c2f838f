import { ContextRoot } from '@lit/context';

// An element that is upgraded before the provider around it would ask in vain: the root remembers
// who asked and asks again once a provider appears. One for the page, before any element is defined.
if (typeof document !== 'undefined') new ContextRoot().attach(document.documentElement);
