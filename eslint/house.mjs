/** What every part of an element may import. */
const BELOW = ['callback', 'phone', 'contract', 'call', 'messages'];

// The house: which folder of src/ may import from which. Arrows run one way (see docs).
// `imports` holds for types too. `types` may be imported as types only, `lazy` by import() only.
// A file takes the first row that matches; `*` is one folder of its own name (an
// adapter, an element).
export const HOUSE = [
  { area: 'callback', path: 'callback/**', imports: ['callback'], packages: [] },
  { area: 'phone', path: 'phone/**', imports: ['phone', 'callback'] },
  { area: 'contract', path: 'transport/*.ts', imports: ['contract', 'callback'] },
  { area: 'desk', path: 'desk/**', imports: ['desk', 'callback', 'contract'], packages: [] },
  { area: 'challenge', path: 'challenge/**', imports: ['challenge', 'contract', 'callback'] },
  {
    area: 'adapter',
    path: 'transport/*/**',
    imports: ['callback', 'phone', 'contract', 'desk', 'own folder'],
  },
  { area: 'call', path: 'call/**', imports: ['call', 'callback', 'phone', 'contract'] },
  { area: 'messages', path: 'messages/**', imports: ['messages', 'callback'], types: 'any' },
  {
    // The one place that turns an `endpoint` attribute into a transport.
    area: 'shared',
    path: 'elements/shared/endpoint.ts',
    imports: ['shared', ...BELOW],
    lazy: ['adapter'],
  },
  {
    area: 'shared',
    path: 'elements/shared/**',
    imports: ['shared', ...BELOW],
    // Loaded where a backend asks for it, which few do.
    lazy: ['challenge'],
  },
  // Four are made of other elements or of their parts; the rest know only themselves.
  ...['call-box', 'call-desk', 'callback-engagement', 'callback-status'].map((name) => ({
    area: 'element',
    path: `elements/${name}/**`,
    imports: ['element', 'shared', ...BELOW],
  })),
  { area: 'element', path: 'elements/*/**', imports: ['own folder', 'shared', ...BELOW] },
  { area: 'define', path: 'define/**', imports: ['define', 'element', 'messages'] },
  { area: 'testing', path: 'testing/**', imports: ['testing', 'callback', 'contract', 'desk'] },
  { area: 'entry', path: 'index.ts', imports: 'any' },
  { area: 'entry', path: 'embed.ts', imports: 'any' },
  { area: 'entry', path: 'cdn.ts', imports: 'any' },
];

// The relay, server/src/: what makes one of all its parts is imported by no part, and the
// store knows none of them.
export const RELAY = [
  { area: 'app', path: 'app.ts', imports: ['app', 'part', 'store', 'settings'] },
  ...['cli.ts', 'index.ts', 'relay.ts', 'commands/**'].map((path) => ({
    area: 'entry',
    path,
    imports: 'any',
  })),
  { area: 'settings', path: 'settings.ts', imports: [] },
  { area: 'store', path: 'store/**', imports: ['store', 'settings'] },
  { area: 'part', path: '**', imports: ['part', 'store', 'settings'] },
];
