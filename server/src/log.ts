import type { FastifyServerOptions } from 'fastify';

/** Runs of digits may be a number, and what stands in quotes may be what somebody has sent. */
function withoutQuotes(text: string): string {
  return text.replace(/(["'`“]).*\1|“.*”/gs, '"…"').replace(/\+?\d[\d\s().-]{4,}\d/g, '…');
}

/** What of an error may be logged: no words of a visitor, which drivers and parsers like to repeat. */
export function errorLine(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack = '', cause } = error;
  const { code } = error as { code?: unknown };
  return {
    type: name,
    ...(typeof code === 'string' && { code: withoutQuotes(code) }),
    message: withoutQuotes(message),
    stack: stack
      .split('\n')
      .filter((line) => /^ {4}at /.test(line))
      .join('\n'),
    ...(cause !== undefined && { cause: errorLine(cause) }),
  };
}

/**
 * Lines of JSON. What may be in them is listed here: no name, number, address, secret, token or header.
 * @param stream default: standard output
 */
export function logOptions(
  level: string,
  stream?: { write(line: string): void },
): Exclude<FastifyServerOptions['logger'], boolean | undefined> {
  return {
    level,
    base: null,
    serializers: {
      req: ({ method, routeOptions }) => ({ method, route: routeOptions?.url }),
      res: ({ statusCode }) => ({ statusCode }),
      err: errorLine as never,
    },
    ...(stream && { stream }),
  };
}
