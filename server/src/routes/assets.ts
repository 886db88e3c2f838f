import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { Routes } from './context.js';

/** The library's built files, as installed beside the relay. */
export function libraryFiles(): string {
  return join(fileURLToPath(import.meta.resolve('callback-elements/embed.js')), '..');
}

/** A file with its content's hash in its name never changes. */
const hashed = /-[\w-]{8}\.js$/;

/** `embed.js` and what it loads, for pages of any origin. */
export async function assetsRoutes(app: Routes, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    serve: false,
    cacheControl: false,
    schemaHide: true,
    setHeaders(response, path) {
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('cross-origin-resource-policy', 'cross-origin');
      const age = hashed.test(path) ? 'max-age=31536000, immutable' : 'max-age=300';
      response.setHeader('cache-control', `public, ${age}`);
    },
  });
  const schema = { hide: true };
  app.get('/embed.js', { schema }, (_request, reply) => reply.sendFile('embed.js'));
  app.get('/cdn/*', { schema }, (request, reply) =>
    reply.sendFile((request.params as { '*': string })['*'], join(folder, 'cdn')),
  );
}
