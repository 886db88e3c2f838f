// The arrows of the house hold: each forbidden direction is reported, each allowed one is not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { arrows } from '../../eslint/arrows.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

// The rule alone, without type information: that needs files that exist.
const eslint = new ESLint({
  cwd: ROOT,
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['src/**/*.ts', 'server/src/**/*.ts'],
      languageOptions: { parser: tseslint.parser },
      plugins: { house: { rules: { arrows } } },
      rules: { 'house/arrows': 'error' },
    },
  ],
});

/** file → what it must not import */
const FORBIDDEN = {
  'src/callback/state.ts': [
    "import { judge } from '../phone/index.js'",
    "import type { Call } from '../transport/transport.js'",
    "import { html } from 'lit'",
  ],
  'src/phone/judge.ts': [
    "import type { Call } from '../transport/transport.js'",
    "import { AgentCall } from '../call/index.js'",
    "import '../elements/call-box/call-box.js'",
  ],
  'src/transport/transport.ts': [
    "import { judge } from '../phone/index.js'",
    "import type { Desk } from './loopback/index.js'",
    "import { AgentCall } from '../call/index.js'",
  ],
  'src/transport/loopback/desk.ts': [
    "import { Http } from '../http/index.js'",
    "import { AgentCall } from '../../call/index.js'",
    "import type { CallBox } from '../../elements/call-box/call-box.js'",
    "import { en } from '../../messages/en.js'",
  ],
  'src/call/agent-call.ts': [
    "import { Loopback } from '../transport/loopback/index.js'",
    "import '../elements/call-box/call-box.js'",
    "import type { Messages } from '../messages/en.js'",
  ],
  'src/messages/it.ts': [
    "import { judge } from '../phone/index.js'",
    "import { CallBox, type CallBoxState } from '../elements/call-box/call-box.js'",
    "export { CallBox } from '../elements/call-box/call-box.js'",
  ],
  'src/elements/call-desk/call-desk.ts': [
    "import { Loopback } from '../../transport/loopback/index.js'",
    "const http = import('../../transport/http/index.js')",
    "import type { Http } from '../../transport/http/index.js'",
    "type Http = import('../../transport/http/index.js').Http",
    "import '../../define/call-box.js'",
    "import { laws } from '../../testing/index.js'",
    "export * from '../../index.js'",
  ],
  'src/elements/call-keypad/call-keypad.ts': [
    "import { CallBox } from '../call-box/call-box.js'",
    "const form = import('../callback-form/callback-form.js')",
  ],
  'src/elements/shared/endpoint.ts': [
    "import { Http } from '../../transport/http/index.js'",
    "import type { CallBox } from '../call-box/call-box.js'",
  ],
  'src/elements/shared/words.ts': ["import type { CallBox } from '../call-box/call-box.js'"],
  'src/define/call-box.ts': [
    "import '../index.js'",
    "import { AgentCall } from '../call/index.js'",
    "import { Loopback } from '../transport/loopback/index.js'",
  ],
  'src/testing/laws.ts': [
    "import { Loopback } from '../transport/loopback/index.js'",
    "import '../elements/call-box/call-box.js'",
  ],
  'src/index.ts': [
    "import { page } from '../demo/page.js'",
    "import { fake } from '../test/fake.js'",
    "import { relay } from '../server/src/index.js'",
    "import type { RelaySettings } from 'callback-relay'",
    "import { laws } from 'callback-elements/testing'",
  ],
  'src/somewhere/new.ts': ['export const x = 1'],
  'server/src/routes/visitor.ts': [
    "import { Desk } from '../../../src/desk/index.js'",
    "import type { Receipt } from '../../../dist/transport/transport.js'",
    "import { buildRelay } from '../app.js'",
    "import { startRelay } from '../relay.js'",
    "import type { Config } from 'callback-relay'",
  ],
  'server/src/store/open.ts': ["import { readConfig } from '../config.js'"],
  'server/src/app.ts': ["import { startRelay } from './relay.js'", "import './cli.js'"],
};

/** file → what it may import */
const ALLOWED = {
  'src/callback/index.ts': ["export * from './state.js'"],
  'src/phone/judge.ts': [
    "import { CallbackError } from '../callback/index.js'",
    "import { parse } from 'libphonenumber-js'",
  ],
  'src/transport/transport.ts': ["import type { State } from '../callback/index.js'"],
  'src/transport/loopback/index.ts': [
    "import { open } from './store.js'",
    "import { TransportError } from '../transport.js'",
    "import { judge } from '../../phone/index.js'",
    "import { isOver } from '../../callback/index.js'",
  ],
  'src/call/agent-call.ts': [
    "import { TransportError } from '../transport/transport.js'",
    "import { isOver } from '../callback/index.js'",
    "import { judge } from '../phone/index.js'",
  ],
  'src/messages/it.ts': [
    "import type { Messages } from './en.js'",
    "import { REASONS } from '../callback/index.js'",
    "import type { MicrophoneState } from '../call/index.js'",
    "import { type MicrophoneState } from '../call/index.js'",
  ],
  'src/elements/call-desk/call-desk.ts': [
    "import { LitElement } from 'lit'",
    "import { CallBox } from '../call-box/call-box.js'",
    "import { AgentCall } from '../../call/index.js'",
    "import { judge } from '../../phone/index.js'",
    "import { en } from '../../messages/en.js'",
    "import type { AgentTransport } from '../../transport/transport.js'",
  ],
  'src/elements/call-keypad/call-keypad.ts': [
    "import { styles } from './call-keypad.styles.js'",
    "import { icons } from '../shared/icons.js'",
  ],
  'src/elements/shared/endpoint.ts': [
    "const http = () => import('../../transport/http/index.js')",
    "import { icons } from './icons.js'",
  ],
  'src/define/call-box.ts': [
    "import { CallBox } from '../elements/call-box/call-box.js'",
    "import './call-keypad.js'",
  ],
  'src/testing/laws.ts': [
    "import { isOver } from '../callback/index.js'",
    "import { TransportError } from '../transport/transport.js'",
  ],
  'src/index.ts': [
    "export * from './elements/call-box/call-box.js'",
    "import './define/call-box.js'",
  ],
  'src/embed.ts': ["import './define/call-box.js'"],
  'server/src/routes/visitor.ts': [
    "import { Desk } from 'callback-elements/desk.js'",
    "import { SiteJudge } from '../judge.js'",
    "import type { RelayStore } from '../store/store.js'",
    "import Fastify from 'fastify'",
  ],
  'server/src/store/open.ts': [
    "import { Sqlite } from './sqlite.js'",
    "import type { RelaySettings } from '../settings.js'",
  ],
  'server/src/app.ts': ["import { openapi } from './schemas.js'"],
  'server/src/relay.ts': ["import { buildRelay } from './app.js'"],
  'server/src/cli.ts': ["const token = import('./commands/token.js')"],
  'src/cdn.ts': ["const t = import('./transport/loopback/index.js')"],
};

for (const [file, statements] of Object.entries(FORBIDDEN)) {
  test(`what ${file} must not import`, async () => {
    for (const statement of statements) {
      const rules = (await lint(file, statement)).map(({ ruleId }) => ruleId);
      assert.deepEqual(rules, ['house/arrows'], statement);
    }
  });
}

for (const [file, statements] of Object.entries(ALLOWED)) {
  test(`what ${file} may import`, async () => {
    for (const statement of statements) {
      assert.deepEqual(await lint(file, statement), [], statement);
    }
  });
}

test('the project lints the library and the relay with this rule', async () => {
  for (const file of ['src/index.ts', 'server/src/settings.ts']) {
    const config = await new ESLint({ cwd: ROOT }).calculateConfigForFile(file);
    assert.deepEqual(config.rules['house/arrows'], [2], file);
  }
});

async function lint(file, statement) {
  const [result] = await eslint.lintText(`${statement};\n`, { filePath: `${ROOT}${file}` });
  return result.messages;
}
