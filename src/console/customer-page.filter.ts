import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { House } from '../flow/house.js';
import { CUSTOMER_POLICY, NOT_NOW } from './customer-page.js';
import { answerTo } from './errors.filter.js';
import { HOUSE } from './tokens.js';

/** What goes wrong on a customer's page is one kind sentence there; the log never learns his link. */
@Catch()
export class CustomerPageFilter implements ExceptionFilter {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const { status, body } = answerTo(error);
    if (status >= 500) this.house.log.error({ err: error }, '客户页面出错');
    else this.house.metrics.refused.inc({ why: body.code });
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.status(status).header('content-security-policy', CUSTOMER_POLICY).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(NOT_NOW);
  }
}
