// Debian's nginx in front of relays, configured by what docs/operations.md tells people to write.
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOOLS } from '../../../scripts/tools.mjs';
import { end, spawnTied } from './tied.mjs';
import { freePort } from '../../../test/journey/support/ports.mjs';

const program = TOOLS.nginx.find();
export const skip =
  program || process.env.CI ? false : 'nginx is not installed: npm run ensure-tools';

/** The part of the page that people copy. */
export function documented() {
  const page = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
  const [, block] = /<!-- nginx:[^]*?```nginx\n([^]*?)```/.exec(page) ?? [];
  if (!block) throw new Error('docs/operations.md has no nginx block');
  return block;
}

/**
 * Starts nginx with the documented configuration. Changed are its addresses, and that it has no certificate.
 * @param {readonly string[]} relays `host:port` of each
 * @returns {Promise<{ url: string, http2: string, reload: () => Promise<void>, close: () => Promise<void> }>}
 */
export async function startNginx(relays) {
  const home = mkdtempSync(join(tmpdir(), 'relay-nginx-'));
  // Its workers are another user.
  chmodSync(home, 0o755);
  const [plain, http2] = [await freePort(), await freePort()];
  const replace = (text, from, to) => {
    if (!from.test(text)) throw new Error(`the documented configuration has no ${from}`);
    return text.replace(from, to);
  };
  let site = documented();
  const servers = relays.map((relay) => `server ${relay};`).join(' ');
  site = replace(site, /server 127\.0\.0\.1:8080;/, servers);
  const listen = `listen 127.0.0.1:${plain}; listen 127.0.0.1:${http2} http2;`;
  site = replace(site, /listen 443 ssl http2;/, listen);
  site = replace(site, /ssl_certificate .*\n/, '\n');
  site = replace(site, /ssl_certificate_key .*\n/, '\n');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${home}/${name};`)
    .join('\n');
  writeFileSync(
    join(home, 'nginx.conf'),
    `daemon off;
    pid ${home}/nginx.pid;
    error_log stderr notice;
    worker_processes 1;
    worker_shutdown_timeout 1s;
    events {}
    http {
      access_log off;
      ${temporary}
      ${site}
    }`,
  );
  const nginx = spawnTied(program, ['-p', home, '-c', join(home, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const waiting = new Set();
  let said = '';
  nginx.stderr.setEncoding('utf8').on('data', (text) => {
    said = (said + text).slice(-4000);
    for (const look of waiting) look(text);
  });
  /** Resolves with the next worker. */
  const worker = () =>
    new Promise((resolve, reject) => {
      const failed = () => reject(new Error(`nginx does not run: ${said}`));
      const look = (text) => {
        if (!/start worker process \d+/.test(text)) return;
        waiting.delete(look);
        nginx.off('exit', failed);
        resolve();
      };
      waiting.add(look);
      nginx.once('error', reject);
      nginx.once('exit', failed);
    });
  await worker();
  return {
    url: `http://127.0.0.1:${plain}`,
    http2: `http://127.0.0.1:${http2}`,
    /** A new worker takes over; streams on the old one are cut after a second. */
    async reload() {
      const started = worker();
      nginx.kill('SIGHUP');
      await started;
    },
    async close() {
      await end(nginx);
      await rm(home, { recursive: true, force: true });
    },
  };
}
