import { Controller, Get, Header, HttpException, Inject, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Matches, MaxLength } from 'class-validator';
import { evidenceFile } from '../flow/evidence-file.js';
import type { House } from '../flow/house.js';
import { evidenceSubject, type LinkSigner } from '../platform/uploads/signed-link.js';
import { HOUSE, LINKS } from './tokens.js';

class EvidenceLink {
  @Matches(/^[\w.:-]{1,80}$/)
  company!: string;

  @Type(() => Number)
  @IsInt()
  expires!: number;

  @MaxLength(100)
  signature!: string;
}

/** Evidence by signed link only: always a download, never drawn by the browser as a page of ours. */
@ApiTags('附件')
@Controller('evidence')
export class EvidenceController {
  constructor(
    @Inject(HOUSE) private readonly house: House,
    @Inject(LINKS) private readonly links: LinkSigner,
  ) {}

  @Get(':hash')
  @Header('x-content-type-options', 'nosniff')
  @Header('content-security-policy', "sandbox; default-src 'none'")
  @Header('cache-control', 'private, no-store')
  async file(@Param('hash') hash: string, @Query() link: EvidenceLink): Promise<StreamableFile> {
    const now = this.house.machine.now();
    if (!this.links.verify(evidenceSubject(link.company, hash), link.expires, link.signature, now)) {
      throw new HttpException({ code: 'link', message: '链接已失效,请回到会话里重新打开。' }, 403);
    }
    const found = await evidenceFile(this.house, link.company, hash);
    if (found === null) throw new HttpException({ code: 'not-found', message: '没有这个附件。' }, 404);
    return new StreamableFile(found.body, {
      type: found.mime,
      disposition: `attachment; filename*=UTF-8''${encodeURIComponent(found.name)}`,
    });
  }
}
