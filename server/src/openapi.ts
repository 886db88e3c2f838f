import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';

/** Schemas with a title are written once, and referred to. */
export const swaggerOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Callback relay',
      description: 'The backend behind callback-elements’ `transport/http`.',
      version: '1',
      license: { name: 'MIT', identifier: 'MIT' } as never,
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'visitor', description: 'Who asks to be called back.' },
      { name: 'agent', description: 'Who calls back.' },
    ],
    components: {
      securitySchemes: {
        secret: {
          type: 'http',
          scheme: 'bearer',
          description:
            'The secret that the visitor’s browser has made: 32 random bytes, base64url.',
        },
        agent: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An agent’s token: `sub`, `name`, `sites`, `exp`.',
        },
      },
    },
  },
  convertConstToEnum: false,
  transformObject(document) {
    return 'openapiObject' in document ? named(document.openapiObject) : document.swaggerObject;
  },
};

function named<T extends object>(document: T): T {
  const schemas: Record<string, unknown> = {};
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (value === null || typeof value !== 'object') return value;
    const copy = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, walk(part)]));
    const { title } = copy;
    const isSchema = typeof title === 'string' && ('type' in copy || 'anyOf' in copy);
    if (!isSchema) return copy;
    schemas[title] = copy;
    return { $ref: `#/components/schemas/${title}` };
  };
  const copy = walk(document) as T & { components: object };
  const sorted = Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...copy, components: { ...copy.components, schemas: sorted } };
}
