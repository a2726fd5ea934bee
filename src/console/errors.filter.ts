import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { House } from '../flow/house.js';
import { isDatabaseAway } from '../platform/database/availability.js';
import { HOUSE } from './tokens.js';

interface Answer {
  readonly status: number;
  readonly body: { readonly code: string; readonly message: string; readonly details?: readonly string[] };
}

/** Codes of the HTTP server's own refusals, in words. */
const SERVER_WORDS: Readonly<Record<number, string>> = {
  400: '请求的内容不完整或格式不对,请检查后再发。',
  404: '没有这个地址。',
  405: '这个地址不支持这样的请求。',
  413: '内容太大,请缩短或压缩后再发。',
  414: '地址太长,请检查后再试。',
  415: '请求的内容类型不支持,请用 JSON。',
};

/** Every error leaves as JSON with a Chinese sentence; what happened inside stays in the log. */
@Catch()
export class ErrorsFilter implements ExceptionFilter {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const answer = answerTo(error);
    if (answer.status >= 500) this.house.log.error({ err: error, path: http.getRequest<FastifyRequest>().url }, '请求失败');
    else this.house.metrics.refused.inc({ why: answer.body.code });
    void http.getResponse<FastifyReply>().status(answer.status).send(answer.body);
  }
}

export function answerTo(error: unknown): Answer {
  if (error instanceof HttpException) return fromHttp(error);
  const status = statusOf(error);
  // First, as a caller who hung up is ECONNRESET too (with 400).
  if (status >= 400 && status < 500) return { status, body: { code: `http-${status}`, message: SERVER_WORDS[status] ?? '请求有误。' } };
  if (isDatabaseAway(error)) return { status: 503, body: { code: 'database-away', message: '暂时无法登记,请稍后再发。' } };
  return { status: 500, body: { code: 'internal', message: '服务出了点问题,管理员已收到通知,请稍后再试。' } };
}

function fromHttp(error: HttpException): Answer {
  const status = error.getStatus();
  const given = error.getResponse();
  if (typeof given === 'object' && 'code' in given && 'message' in given) {
    return { status, body: given as Answer['body'] };
  }
  return { status, body: { code: `http-${status}`, message: SERVER_WORDS[status] ?? '请求有误。' } };
}

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null ? (error as { statusCode?: unknown }).statusCode : undefined;
  return typeof status === 'number' ? status : 500;
}
