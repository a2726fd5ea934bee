import { Body, Controller, Get, Inject, Param, Post, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { giveRating, progressView, ratingView, sayUnsolved } from '../flow/customer-page.js';
import type { House } from '../flow/house.js';
import { isScore } from '../follow-ups/index.js';
import { CUSTOMER_POLICY, NO_SUCH_LINK, progressHtml, ratingHtml, TOO_OFTEN } from './customer-page.js';
import { CustomerPageFilter } from './customer-page.filter.js';
import { CustomerPace } from './customer-pace.js';
import { HOUSE } from './tokens.js';

/**
 * The links in a customer's SMS. Who holds the link may see and do what it is for: there is no session another page could ride on, and
 * a form counts only with what its own link was shown.
 */
@ApiExcludeController()
@Controller()
@UseFilters(CustomerPageFilter)
export class CustomerController {
  private readonly pace = new CustomerPace();

  constructor(@Inject(HOUSE) private readonly house: House) {}

  @Get('p/:token')
  async progress(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const view = await progressView(this.house, token);
    show(reply, view === null ? null : progressHtml(view, `/p/${token}`));
  }

  @Post('p/:token')
  async unsolved(@Param('token') token: string, @Body() form: unknown, @Res() reply: FastifyReply): Promise<void> {
    if (!this.mayGo(token, reply)) return;
    const done = await sayUnsolved(this.house, token, { seal: field(form, 'seal'), words: field(form, 'words') });
    if (done) seeAgain(reply, `/p/${token}`);
    else show(reply, null);
  }

  @Get('r/:token')
  async rating(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    await this.showRating(token, reply, false);
  }

  @Post('r/:token')
  async rate(@Param('token') token: string, @Body() form: unknown, @Res() reply: FastifyReply): Promise<void> {
    if (!this.mayGo(token, reply)) return;
    const score = field(form, 'score');
    if (!isScore(score)) return this.showRating(token, reply, true);
    const done = await giveRating(this.house, token, { score, words: field(form, 'words') });
    if (done) seeAgain(reply, `/r/${token}`);
    else show(reply, null);
  }

  private async showRating(token: string, reply: FastifyReply, wrong: boolean): Promise<void> {
    const view = await ratingView(this.house, token);
    show(reply, view === null ? null : ratingHtml(view, `/r/${token}`, `/p/${view.progressToken}`, wrong));
  }

  private mayGo(token: string, reply: FastifyReply): boolean {
    if (this.pace.mayGo(token, this.house.machine.now())) return true;
    send(reply.status(429).header('retry-after', '60'), TOO_OFTEN);
    return false;
  }
}

const show = (reply: FastifyReply, html: string | null): void => {
  send(reply.status(html === null ? 404 : 200), html ?? NO_SUCH_LINK);
};

function send(reply: FastifyReply, html: string): void {
  void reply
    .header('content-security-policy', CUSTOMER_POLICY)
    .header('x-robots-tag', 'noindex, nofollow')
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(html);
}

/** A page that is loaded again sends nothing twice. */
const seeAgain = (reply: FastifyReply, path: string): void => {
  void reply.status(303).header('location', path).header('cache-control', 'no-store').send();
};

function field(form: unknown, name: string): string {
  const value = typeof form === 'object' && form !== null ? (form as Readonly<Record<string, unknown>>)[name] : undefined;
  return typeof value === 'string' ? value : '';
}
