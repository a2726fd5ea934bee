import type { FastifyInstance } from 'fastify';

const FORM = 'application/x-www-form-urlencoded';
const LIMIT = 4 * 1024;
const CUSTOMER_PATH = /^\/[pr]\/[^/?]+$/;

/** Forms are taken on customers' pages and nowhere else: any other page could send them to us without being asked. */
export function takeCustomerForms(server: FastifyInstance): void {
  server.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: LIMIT }, (request, body, done) => {
    if (!CUSTOMER_PATH.test(request.url)) done(Object.assign(new Error('not a form of ours'), { statusCode: 415 }));
    else done(null, Object.fromEntries(new URLSearchParams(String(body))));
  });
}
