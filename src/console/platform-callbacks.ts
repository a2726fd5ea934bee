import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { House } from '../flow/house.js';
import { answerTo } from './errors.filter.js';

/** As channels/port/platform.ts has it. */
export type FindCallback = (path: string) => Handler | null;
type Handler = (request: Readonly<{ method: 'GET' | 'POST'; query: Names; headers: Names; body: Buffer }>) => Promise<Answer>;
type Names = Readonly<Record<string, string>>;
interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly refused?: string;
}

const PATHS = ['wecom/app', 'wecom/aibot', 'dingtalk/robot'] as const;
/** No platform sends more; pictures come by links. */
const LIMIT = 1024 * 1024;

/**
 * The addresses WeCom and DingTalk call (contracts.md §5), beside the controllers: signatures are over the bytes as they came, whatever
 * type they are said to be. 503 while the database is away: the platforms call again.
 */
export function takePlatformCallbacks(server: FastifyInstance, house: House, find: FindCallback): void {
  void server.register((scope, _, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LIMIT }, (_request, body, parsed) => parsed(null, body));
    scope.setErrorHandler((error, request, reply) => refuse(house, error, request, reply));
    for (const path of PATHS) {
      scope.route({ method: ['GET', 'POST'], url: `/callbacks/${path}`, handler: (request, reply) => handle(house, find(path), request, reply) });
    }
    done();
  });
}

async function handle(house: House, handler: Handler | null, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (handler === null) return reply.status(404).send({ code: 'not-found', message: '没有这个地址。' });
  const method = request.method === 'GET' ? 'GET' : 'POST';
  const query = Object.fromEntries(new URLSearchParams(request.url.split('?')[1] ?? ''));
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]));
  const answer = await handler({ method, query, headers, body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0) });
  if (answer.refused !== undefined) house.metrics.refused.inc({ why: `callback-${answer.refused}` });
  return reply.status(answer.status).header('content-type', answer.type).send(answer.body);
}

/** What goes wrong before or in a handler; nothing of the request is logged but its path. */
function refuse(house: House, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const answer = answerTo(error);
  if (answer.status >= 500) house.log.error({ err: error, path: request.url.split('?')[0] }, '平台回调没有收下');
  else house.metrics.refused.inc({ why: `callback-${answer.body.code}` });
  return reply.status(answer.status).send(answer.body);
}
