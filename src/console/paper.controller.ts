import { Controller, Get, Header, HttpException, Inject, Param, Query, Req, StreamableFile, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { approvalFormFor, formHtml, formPdf, type PaperReader } from '../flow/approval-form.js';
import { evidencePackFor } from '../flow/evidence-pack.js';
import type { House } from '../flow/house.js';
import { PaperQuery } from './dto/paper-query.js';
import { askerOf, CurrentSession } from './session.js';
import type { Session } from '../directory/index.js';
import { PaperGuard } from './paper.guard.js';
import { orRefuse } from './refusals.js';
import { HOUSE } from './tokens.js';

/** A page of ours without scripts, that no other page may frame. */
const PAGE_ONLY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const RUN_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Papers of a case: 审批单 and 证据包. The guard has checked the link, flow/ checks the reader at this moment. */
@ApiTags('审批单与证据包')
@Controller('api')
@UseGuards(PaperGuard)
export class PaperController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @Get('approvals/:run/form')
  @Header('content-security-policy', PAGE_ONLY)
  @Header('cache-control', 'private, no-store')
  async form(@Param('run') run: string, @Query() query: PaperQuery, @Req() request: FastifyRequest, @CurrentSession() session: Session | null): Promise<StreamableFile> {
    const { form } = await this.formOf(run, query, session);
    const search = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : '';
    return new StreamableFile(Buffer.from(formHtml(form, `form.pdf${search}`)), { type: 'text/html; charset=utf-8' });
  }

  @Get('approvals/:run/form.pdf')
  @Header('cache-control', 'private, no-store')
  async pdf(@Param('run') run: string, @Query() query: PaperQuery, @CurrentSession() session: Session | null): Promise<StreamableFile> {
    const { form, now } = await this.formOf(run, query, session);
    const name = encodeURIComponent(`${form.title}_${form.number}.pdf`);
    return new StreamableFile(await formPdf(form, now), { type: 'application/pdf', disposition: `inline; filename="form.pdf"; filename*=UTF-8''${name}` });
  }

  @Get('cases/:number/evidence-pack')
  @Header('cache-control', 'private, no-store')
  async evidence(@Param('number') number: string, @Query() query: PaperQuery, @CurrentSession() session: Session | null): Promise<StreamableFile> {
    const pack = orRefuse(await evidencePackFor(this.house, readerOf(query, session), number));
    const name = encodeURIComponent(pack.name);
    return new StreamableFile(pack.body, { type: 'application/zip', disposition: `attachment; filename="evidence.zip"; filename*=UTF-8''${name}` });
  }

  private async formOf(run: string, query: PaperQuery, session: Session | null) {
    if (!RUN_ID.test(run)) throw new HttpException({ code: 'no-form', message: '没有这张审批单,请回到会话里重新打开。' }, 404);
    return orRefuse(await approvalFormFor(this.house, readerOf(query, session), run));
  }
}

const readerOf = ({ as, company, reader, signature }: PaperQuery, session: Session | null): PaperReader =>
  signature === undefined ? askerOf(session, as) : { companyId: company ?? '', personId: reader ?? '' };
