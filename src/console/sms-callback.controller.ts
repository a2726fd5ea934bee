import { Body, Controller, HttpCode, HttpException, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { smsHeard } from '../flow/acts/sms-news.js';
import type { House } from '../flow/house.js';
import type { SmsNews } from '../sms/index.js';
import { HOUSE, SMS_DOOR } from './tokens.js';

/** Reads what an SMS provider pushes: `stranger` when it is not one of ours, `unread` when it is not what that one sends. */
export type SmsDoor = (provider: string, key: string, body: unknown) => SmsNews | 'stranger' | 'unread';

/** Where SMS providers report what became of an SMS, and what customers answered. */
@ApiTags('短信回执')
@Controller('callbacks/sms')
export class SmsCallbackController {
  constructor(
    @Inject(HOUSE) private readonly house: House,
    @Inject(SMS_DOOR) private readonly read: SmsDoor,
  ) {}

  /** Both providers push again until they are answered as here, so the answer comes after the commit. */
  @Post(':provider/:key')
  @HttpCode(200)
  async heard(@Param('provider') provider: string, @Param('key') key: string, @Body() body: unknown): Promise<object> {
    const news = this.read(provider, key, body);
    if (news === 'stranger') throw new HttpException({ code: 'not-found', message: '没有这个地址。' }, 404);
    if (news === 'unread') throw new HttpException({ code: 'bad-push', message: '推送的内容无法识别。' }, 400);
    await smsHeard(this.house, news);
    return { code: 0, msg: '接收成功', result: 0, errmsg: 'OK' };
  }
}
